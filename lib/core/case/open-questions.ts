import { counted } from '../alert/ending-decisions';
import type { CaseProof, CaseQuestion } from './case';
import { leftOutTexts } from './case-evidence';
import type { CaseFacts } from './case-facts';
import { proofSentences } from './case-proof';
import { firstMember } from './sentences';
import { awsCommand, shellArgument } from './shell-command';

/** The Region in which IAM and other global services are logged. */
const GLOBAL_REGION = 'us-east-1';

/** What the case rests on, and what it cannot know. */
export function unknownOf({ group, around }: CaseFacts, proof: CaseProof): readonly string[] {
  const { history } = group;
  const { regions, filters, leftOut } = around;
  const records = counted(history.records, 'record');
  const data =
    history.dataEvents === 0
      ? `No data event is among the ${records}: reads of objects and items, and calls of functions, are not seen where no trail logs them.`
      : `Data events among the ${records}: ${history.dataEvents}; only those are seen that a trail logs.`;
  const seen =
    regions.length === 0
      ? 'The names of the log files do not say of which Regions they are; what was logged elsewhere is not seen.'
      : `Log files of ${regions.join(', ')} were read; what happened in other Regions is not seen.`;
  const isGlobalMissing = regions.length > 0 && !regions.includes(GLOBAL_REGION);
  return [
    data,
    seen,
    ...(isGlobalMissing && regions.every((region) => !/^(?:cn|us-gov)-/.test(region))
      ? [`No log file of ${GLOBAL_REGION} was read, where calls of IAM are logged.`]
      : []),
    ...(filters.length === 0
      ? []
      : [`Only what ${filters.join(' ')} leaves was read; records of anything else are not seen.`]),
    ...proofSentences(proof),
    ...(history.elsewhere === 0
      ? []
      : [
          `At least ${counted(history.elsewhere, 'record')} of the case are in further log files, of which none was checked.`,
        ]),
    'What still exists is what no record of these files ends; what was removed later, or in another Region, is not seen.',
    ...leftOutTexts(leftOut).map((text) => `Left out, because there are too many: ${text}.`),
  ];
}

/** The maximum number of questions on single keys. */
const MAX_KEYS = 3;

/** What to ask next, with the command that answers it. */
export function openQuestions(facts: CaseFacts): readonly CaseQuestion[] {
  const { group, things, around } = facts;
  const paths = around.paths.length === 0 ? 'PATH' : around.paths.join(' ');
  const actor = firstMember(facts)?.history.actor;
  const [address] = group.history.addresses.all;
  const [change] = group.history.changes.all;
  const keys = things.filter(
    ({ thing: { kind }, endedBy }) => kind.name === 'access key' && endedBy === undefined,
  );
  return [
    ...(actor === undefined || actor.name === address?.value
      ? []
      : [
          ask(
            `What else did ${actor.name} do, before and since?`,
            `trailwatch actor ${shellArgument(actor.arn ?? actor.name, 'ACTOR')} ${paths}`,
          ),
        ]),
    ...(address === undefined
      ? []
      : [
          ask(
            `Who else called from ${address.value}?`,
            `trailwatch actor ${shellArgument(address.value, 'ADDRESS')} ${paths}`,
          ),
        ]),
    ...(change === undefined ? [] : [changeQuestion(change.value, paths)]),
    ...keys.slice(0, MAX_KEYS).map(
      ({
        thing: {
          parts: [key = ''],
        },
      }) =>
        ask(
          `Was key ${key} used where no log file was read?`,
          awsCommand('iam get-access-key-last-used', ['--access-key-id', key]),
        ),
    ),
    ask(
      'Are the log files of the case unmodified and complete?',
      `trailwatch validate ${around.paths[0] ?? 'PATH'}`,
    ),
    ask('Which Regions and data events are logged?', 'trailwatch trails --check'),
  ];
}

function changeQuestion(value: string, paths: string): CaseQuestion {
  const name = value.slice(value.indexOf(' ') + 1);
  return ask(
    `What was ${name} like before?`,
    `trailwatch resource ${shellArgument(name, 'RESOURCE')} ${paths}`,
  );
}

function ask(question: string, command: string): CaseQuestion {
  return { question, command };
}
