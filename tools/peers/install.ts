/**
 * Installs what `npm run test:peers` installs on first use, as far as it takes long. It needs no build of the package, and may run beside
 * one. What is missing of Python or Java is told by the tests.
 */
import { join } from 'node:path';
import { jarsOf, whyNoJava } from './engines/java-process';
import { findPython, installTools } from './python-environment';

/** The folders with the `pom.xml` of what runs in Java. */
const WITH_JAVA = [
  ...['engines/event-ruler', 'engines/hive', 'engines/processing-library', 'engines/trino'],
  'states/localstack',
];

async function main(): Promise<void> {
  const python = await findPython();
  if (typeof python !== 'string') await installTools(python);
  if ((await whyNoJava()) !== undefined) return;
  for (const folder of WITH_JAVA) await jarsOf(join(__dirname, folder, 'pom.xml'));
}

void main();
