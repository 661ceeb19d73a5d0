/** An open file. Writes begin where the last one ended, `overwrite` at the beginning. */
export interface OpenFile {
  write(text: string): Promise<void>;
  overwrite(text: string): Promise<void>;
  /** Cuts off everything after so many bytes; the next write begins there. */
  truncate(length: number): Promise<void>;
  /** The content is on the disk when this resolves, not only with the operating system. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Proof that no other process works in the folder. Ends with the process, however that ends. */
export interface FolderLock {
  release(): Promise<void>;
}

/**
 * What the embedded store needs of a disk, so that tests can drop whatever was not synced. Files are made with mode
 * 0600 and folders with 0700: what is kept is nobody else's to read.
 */
export interface FileSystem {
  /** Makes a folder and those above it that are missing. Returns the topmost that was made. Blocks. */
  makeFolder(path: string): string | undefined;
  /** Names in a folder, in no order; none when the folder is missing. Blocks: for the start only. */
  list(folder: string): readonly string[];
  /** Undefined when the file is missing. Blocks: for the start only. */
  readNow(path: string): string | undefined;
  /** Undefined when the file is missing. */
  read(path: string): Promise<string | undefined>;
  /** `w` begins anew, `a` appends, `r+` changes an existing file. */
  open(path: string, flags: "w" | "a" | "r+"): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  /** A missing file is no error. */
  remove(path: string): Promise<void>;
  /** Names that were added to or taken from the folder are on the disk when this resolves. */
  syncFolder(path: string): Promise<void>;
  /** Refused with FolderLockedError while another process holds the folder. */
  lock(folder: string): Promise<FolderLock>;
}

/** Another process works in the folder. */
export class FolderLockedError extends Error {
  override readonly name = "FolderLockedError";
  /** Process id, where it is known. */
  readonly holder: number | undefined;

  constructor(folder: string, holder: number | undefined) {
    super(
      `${folder} is in use by ${holder === undefined ? "another process" : `process ${holder}`}.`,
    );
    this.holder = holder;
  }
}
