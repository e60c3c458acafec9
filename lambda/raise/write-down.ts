/** How often it is tried to write down that something was sent. */
const ATTEMPTS = 3;

/**
 * Writes down that something was sent; gives the last error if that cannot be done, and never throws.
 *
 * A handler that fails here must not give the message back: what was sent is sent, and the next receive would surely repeat
 * it. Left unwritten, it is repeated only if its record comes again.
 */
export async function writeDown<T>(write: () => Promise<T>): Promise<{ written: T } | { error: unknown }> {
  for (let attempt = 1; ; attempt++) {
    try {
      return { written: await write() };
    } catch (error) {
      if (attempt === ATTEMPTS) return { error };
    }
  }
}
