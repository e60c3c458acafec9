import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../outcome';
import { mustRun } from '../run-process';
import { convertedDocuments } from './converted-documents';
import { type DocumentCase, sinkDocuments } from './sink-documents';

const PROGRAM = join(__dirname, 'validate_documents.py');

interface Verdict {
  /** How many documents were validated, by their schema. */
  readonly validated: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
}

/** Fewer alerts would prove little. */
const FEWEST = 300;

/** What sinks send and `convert --ocsf` writes keeps to the schemas that OCSF and AWS publish; a document that is spoilt does not. */
export async function checkDocuments(python: string, folder: string, outcome: Outcome): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const documents = [...sinkDocuments(), ...(await convertedDocuments())];
  const { validated, problems } = await validate(python, join(folder, 'documents.jsonl'), documents);
  const counts = Object.entries(validated).map(([schema, count]) => `${count} of ${schema}`);
  const expected = new Set(documents.map(({ schema }) => schema));
  const isComplete = [...expected].every((schema) => (validated[schema] ?? 0) >= FEWEST);
  outcome.check(
    problems.length === 0 && isComplete && expected.size > 0,
    `documents of sinks, and converted events, keep to their schemas: ${counts.join(', ')}`,
    problems,
  );
  for (const { name, spoilt } of SPOILT) {
    const first = documents.find(({ schema }) => schema === spoilt.schema);
    const cases = first === undefined ? [] : [{ ...first, document: spoilt.change(first.document) }];
    const verdict = await validate(python, join(folder, 'spoilt.jsonl'), cases);
    outcome.check(verdict.problems.length > 0, `a document is refused: ${name}`);
  }
}

async function validate(python: string, file: string, cases: readonly DocumentCase[]): Promise<Verdict> {
  writeFileSync(file, cases.map((one) => `${JSON.stringify(one)}\n`).join(''));
  return JSON.parse(await mustRun(python, [PROGRAM, file]));
}

interface Spoilt {
  readonly schema: string;
  readonly change: (document: object) => object;
}

const SPOILT: readonly { readonly name: string; readonly spoilt: Spoilt }[] = [
  {
    name: 'a member that OCSF does not have',
    spoilt: {
      schema: 'ocsf/1.3.0/detection_finding',
      change: (document) => ({ ...document, verified: true }),
    },
  },
  ...['time', 'actor', 'src_endpoint'].map((member) => ({
    name: `API Activity without ${member}`,
    spoilt: {
      schema: 'ocsf/1.5.0/api_activity',
      change: (document: object) =>
        Object.fromEntries(Object.entries(document).filter(([name]) => name !== member)),
    },
  })),
  {
    name: 'a sign-in without its user',
    spoilt: {
      schema: 'ocsf/1.5.0/authentication',
      change: ({ user: _, ...rest }: { readonly user?: object }) => rest,
    },
  },
  {
    name: 'a severity that Security Hub does not have',
    spoilt: {
      schema: 'securityhub/BatchImportFindings',
      change: (document) => JSON.parse(JSON.stringify(document).replace(/"Label":"\w+"/, '"Label":"URGENT"')),
    },
  },
];
