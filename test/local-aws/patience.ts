/** How long a test waits for what must come: far longer than that takes on a busy machine. */
export const PATIENCE_MS = 240_000;
