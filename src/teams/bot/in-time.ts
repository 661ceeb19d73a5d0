/**
 * What the work comes to, or what is said after `patience` milliseconds while the work goes on. Its failure afterwards
 * is for `onLateFailure`.
 */
export async function inTime<T>(
  work: Promise<T>,
  patience: number,
  late: T,
  onLateFailure: (error: unknown) => void,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let isLate = false;
  const waiting = new Promise<T>((resolve) => {
    timer = setTimeout(() => {
      isLate = true;
      resolve(late);
    }, patience);
  });
  work.catch((error: unknown) => {
    if (isLate) onLateFailure(error);
  });
  try {
    return await Promise.race([work, waiting]);
  } finally {
    clearTimeout(timer);
  }
}
