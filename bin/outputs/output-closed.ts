/** Thrown when whoever reads our output has stopped reading, as `| head` does. It ends the command quietly. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}
