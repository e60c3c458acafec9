import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { cachedFolder } from '../cached-folder';
import { mustRun, runProcess } from '../run-process';

/** The first version that runs a source file as it is and that Trino 435 takes. */
const MIN_JAVA = 17;

/** Why nothing can be run in Java here; undefined if it can. */
export async function whyNoJava(): Promise<string | undefined> {
  for (const [command, args] of [
    ['java', ['-version']],
    ['mvn', ['-v']],
  ] as const) {
    const ended = await runProcess(command, args).catch(() => undefined);
    if (ended === undefined || ended.status !== 0) return `there is no ${command}`;
    const version = Number(/version "(\d+)/.exec(ended.stderr)?.[1] ?? MIN_JAVA);
    if (version < MIN_JAVA) return `java is version ${version}, and ${MIN_JAVA} is needed`;
  }
  return undefined;
}

/** A program in Java that answers questions: a line of JSON each, on standard input and output. */
export class JavaProcess {
  /**
   * The program is a source file beside a `pom.xml` with its libraries, which Maven fetches on first use.
   *
   * @param options of the Java virtual machine
   */
  static async start(program: string, options: readonly string[]): Promise<JavaProcess> {
    const source = join(__dirname, program);
    const pom = join(source, '..', 'pom.xml');
    const jars = await cachedFolder(`java-${program.split('/')[0]}`, [readFileSync(pom, 'utf8')], (folder) =>
      mustRun('mvn', [
        ...['-q', '-B', '-f', pom, 'dependency:copy-dependencies'],
        `-DoutputDirectory=${folder}`,
      ]).then(() => undefined),
    );
    return new JavaProcess(spawn('java', [...options, '-cp', join(jars, '*'), source]));
  }

  private readonly answers: AsyncIterator<string>;
  private readonly lines: Interface;
  private errors = '';

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
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
