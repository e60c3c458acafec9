import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

/** A program that answers questions: a line of JSON each, on standard input and output. An answer begins with `answer `. */
export class AnsweringProcess {
  private readonly answers: AsyncIterator<string>;
  private readonly lines: Interface;
  private errors = '';

  constructor(private readonly child: ChildProcessWithoutNullStreams) {
    this.lines = createInterface({ input: child.stdout });
    this.answers = this.lines[Symbol.asyncIterator]();
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.errors = `${this.errors}${text}`.slice(-4_000);
    });
  }

  /** One question at a time. */
  async ask<Answer>(question: object): Promise<Answer> {
    this.child.stdin.write(`${JSON.stringify(question)}\n`);
    for (;;) {
      const { done, value } = await this.answers.next();
      if (done === true) throw new Error(`the program ended:\n${this.errors}`);
      if (value.startsWith('answer ')) return JSON.parse(value.slice('answer '.length)) as Answer;
    }
  }

  stop(): void {
    this.lines.close();
    this.child.kill();
  }
}
