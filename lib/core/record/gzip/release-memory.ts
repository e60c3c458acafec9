let closed: InstanceType<typeof MessagePort> | undefined;

/**
 * Gives the memory of bytes back at once: the garbage collector, which sees only a small object, would let tens of megabytes
 * pile up, and takes longer. `ArrayBuffer.prototype.transfer`, which Node.js 20 lacks, would do the same: a port takes the
 * buffer, and drops it, because nothing listens.
 *
 * @param bytes the only user of their buffer; they are empty afterwards
 */
export function releaseMemory(bytes: Uint8Array): void {
  closed ??= openClosedPort();
  closed.postMessage(undefined, [bytes.buffer as ArrayBuffer]);
}

function openClosedPort(): InstanceType<typeof MessagePort> {
  const { port1, port2 } = new MessageChannel();
  port1.close();
  port2.close();
  return port1;
}
