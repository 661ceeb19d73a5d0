/** Longer words are cut: no keyword is near them, and the cost stays bounded. */
const LONGEST_WORD = 40;

/**
 * How many single typing errors lie between two words: a letter too many, too few, another one, or two
 * neighbours swapped (Damerau-Levenshtein, optimal string alignment). Words are compared up to 40 characters.
 */
export function editDistance(left: string, right: string): number {
  const a = left.slice(0, LONGEST_WORD);
  const b = right.slice(0, LONGEST_WORD);
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      let cost = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      }
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
