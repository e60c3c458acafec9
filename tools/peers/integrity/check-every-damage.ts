import type { FileFinding } from '../../../lib/core/digest/finding';
import { checkArchive } from '../../../test/digest/check-archive';
import {
  ADDITIONS,
  type DamageKind,
  DIGEST_DAMAGE,
  HARMLESS_CHANGES,
  LOG_DAMAGE,
} from '../../../test/digest/damage-kinds';
import {
  EDITED_MEMBERS,
  FURTHER_ADDITIONS,
  FURTHER_DIGEST_DAMAGE,
  FURTHER_HARMLESS_CHANGES,
  FURTHER_LOG_DAMAGE,
} from '../../../test/digest/further-damage';
import { SignedArchive } from '../../../test/digest/signed-archive';
import { serveArchive } from '../../../test/local-aws/archive-server';
import type { AnsweringProcess } from '../answering-process';
import type { Outcome } from '../outcome';
import type { ValidateLogsOrder } from './aws-cli';
import { validateByAwsCli } from './aws-cli';

const HOURS = 8;
const MIDDLE = 4;

const KINDS: readonly DamageKind[] = [
  ...[DIGEST_DAMAGE, EDITED_MEMBERS, FURTHER_DIGEST_DAMAGE, LOG_DAMAGE, FURTHER_LOG_DAMAGE].flat(),
  ...[ADDITIONS, FURTHER_ADDITIONS, HARMLESS_CHANGES, FURTHER_HARMLESS_CHANGES].flat(),
];

/** What trailwatch can prove and the AWS CLI cannot: the next digest file has the signature, too. */
const PROVEN_BEYOND_CLI = ['lose the metadata of a digest that the next one names'];

/**
 * Every kind of damage that the tests of `validate` know, beside the AWS CLI: what the CLI calls invalid, trailwatch never
 * calls valid, and of the files that are wrong, trailwatch calls none valid. Those that the CLI calls valid are counted.
 */
export async function checkEveryDamage(
  cli: AnsweringProcess,
  order: ValidateLogsOrder,
  outcome: Outcome,
): Promise<void> {
  let believedByCli = 0;
  for (const kind of KINDS) {
    const { believed, contradicted, cliBelieves } = await compare(cli, order, kind);
    believedByCli += cliBelieves.length > 0 ? 1 : 0;
    outcome.check(believed.length === 0, `${kind.name}: trailwatch calls no wrong file valid`, believed);
    const isKnown = PROVEN_BEYOND_CLI.includes(kind.name);
    outcome.check(
      isKnown === contradicted.length > 0,
      `${kind.name}: what the AWS CLI calls invalid is ${isKnown ? 'proven by the next digest' : 'not valid'}`,
      contradicted,
    );
  }
  outcome.check(
    true,
    `of ${KINDS.length} kinds of damage, the AWS CLI calls a wrong file valid in ${believedByCli}`,
  );
}

async function compare(cli: AnsweringProcess, order: ValidateLogsOrder, kind: DamageKind) {
  const archive = new SignedArchive([{ accountId: '111122223333', hours: HOURS }]);
  const { wrong } = kind.apply(archive, MIDDLE);
  const findings = await checkArchive(archive);
  const server = await serveArchive(archive);
  const verdicts = await validateByAwsCli(cli, server, order).finally(() => server.stop());
  const valid = new Set(
    findings
      .filter((finding): finding is FileFinding => finding.kind !== 'gap' && finding.status === 'valid')
      .map(({ key }) => key),
  );
  const invalidByCli = [...verdicts].filter(([, verdict]) => verdict !== 'valid').map(([key]) => key);
  return {
    believed: wrong.filter((key) => valid.has(key)),
    contradicted: invalidByCli.filter((key) => valid.has(key)),
    cliBelieves: wrong.filter((key) => verdicts.get(key) === 'valid'),
  };
}
