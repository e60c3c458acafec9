/** The unpacked text of a file, kept from the last record that was cut out of it. */
export class RecordTexts {
  private pieces: Buffer[] = [];
  /** The place in the text of the first piece. */
  private base = 0;

  append(text: Uint8Array): void {
    this.pieces.push(Buffer.from(text.buffer, text.byteOffset, text.length));
  }

  /** Cuts a record out. Records come in the order of the text; what stands before this one is forgotten. */
  cut(offset: number, bytes: number): string {
    this.forgetBefore(offset);
    const parts: Buffer[] = [];
    let at = this.base;
    for (const piece of this.pieces) {
      if (at >= offset + bytes) break;
      parts.push(piece.subarray(Math.max(0, offset - at), offset + bytes - at));
      at += piece.length;
    }
    return Buffer.concat(parts).toString('utf8');
  }

  private forgetBefore(offset: number): void {
    let count = 0;
    for (const piece of this.pieces) {
      if (this.base + piece.length > offset) break;
      this.base += piece.length;
      count += 1;
    }
    this.pieces = count === 0 ? this.pieces : this.pieces.slice(count);
  }
}
