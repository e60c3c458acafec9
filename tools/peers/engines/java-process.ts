import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AnsweringProcess } from '../answering-process';
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

/**
 * For what answers for a few minutes: one thread that collects garbage, and code that is compiled quickly and not optimized, which would not
 * pay. Trino makes classes for each statement: the same statements take it 34 s of processor time so, and 56 s otherwise.
 */
export const SHORT_LIVED = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/**
 * Starts a program in Java. It is a source file beside a `pom.xml` with its libraries, which Maven fetches on first use.
 *
 * @param options of the Java virtual machine
 */
export async function startJava(program: string, options: readonly string[]): Promise<AnsweringProcess> {
  const source = join(__dirname, program);
  const jars = await jarsOf(join(source, '..', 'pom.xml'));
  return new AnsweringProcess(spawn('java', [...options, '-cp', join(jars, '*'), source]));
}

/** A folder with the libraries of a `pom.xml`, which has the name of its own folder. */
export function jarsOf(pom: string): Promise<string> {
  return cachedFolder(`java-${basename(dirname(pom))}`, [readFileSync(pom, 'utf8')], (folder) =>
    mustRun('mvn', [
      ...['-q', '-B', '-f', pom, 'dependency:copy-dependencies'],
      `-DoutputDirectory=${folder}`,
    ]).then(() => undefined),
  );
}
