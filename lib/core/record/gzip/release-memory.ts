let closed: InstanceType<typeof MessagePort> | undefined;

/**
 * Gives the memory of bytes back at once: the garbage collector, which sees only a small object, would let tens of megabytes
 * pile up, and takes longer. `ArrayBuffer.prototype.transfer`, which Node.js 20 lacks, would do the same: a port takes the
 * buffer, and drops it, because nothing listens.
 *
 * Node.js puts bytes for which it takes no buffer of their own into one that many share, in less than half of it each: what does not
 * fill half of its buffer is left alone.
 *
 * @param bytes where they fill half of their buffer, the only user of it; they are empty afterwards
 */
export function releaseMemory(bytes: Uint8Array): void {
  if (2 * bytes.byteLength < bytes.buffer.byteLength) return;
  closed ??= openClosedPort();
  closed.postMessage(undefined, [bytes.buffer as ArrayBuffer]);
}

function openClosedPort(): InstanceType<typeof MessagePort> {
  const { port1, port2 } = new MessageChannel();
  port1.close();
  port2.close();
  return port1;
}
