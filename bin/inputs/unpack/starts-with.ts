/** Whether a file starts with bytes; text stands for its ASCII codes. */
export function startsWith(...bytes: readonly (number | string)[]): (start: Uint8Array) => boolean {
  const expected = bytes.flatMap((each) => (typeof each === 'string' ? [...Buffer.from(each)] : [each]));
  return (start) => expected.every((byte, at) => start[at] === byte);
}
