import * as damage from '../../../test/digest/damage';
import { DIGEST_MUTATIONS, LOG_MUTATIONS } from '../../../test/digest/mutation';
import { SignedArchive, type TrailPlan } from '../../../test/digest/signed-archive';

/** An archive of one trail, and what was done to it. */
export interface DamagedArchive {
  readonly name: string;
  readonly archive: SignedArchive;
}

const PLAN: TrailPlan = { accountId: '111122223333', hours: 9 };
const MIDDLE = 4;

function damaged(
  name: string,
  change: (archive: SignedArchive, digestKeys: readonly string[]) => void,
  plan: Partial<TrailPlan> = {},
): DamagedArchive {
  const archive = new SignedArchive([{ ...PLAN, ...plan }]);
  change(
    archive,
    archive.digests.map(({ key }) => key),
  );
  return { name, archive };
}

function at(keys: readonly string[], index: number): string {
  return keys.at(index) ?? '';
}

/** Every kind of damage by itself, done to an archive that is otherwise right. */
export function damagedArchives(): readonly DamagedArchive[] {
  const digests = Object.entries(DIGEST_MUTATIONS).map(([name, [change]]) =>
    damaged(name, (archive, keys) => change(archive, at(keys, MIDDLE))),
  );
  const logs = Object.entries(LOG_MUTATIONS).map(([name, [change]]) =>
    damaged(name, (archive) => change(archive, at(archive.logKeys, 2 * MIDDLE))),
  );
  return [damaged('nothing', () => undefined), ...digests, ...logs, ...wholeChains(), ...places()];
}

function wholeChains(): readonly DamagedArchive[] {
  return [
    damaged('delete two digests in a row', (archive, keys) => {
      for (const index of [MIDDLE, MIDDLE + 1]) damage.remove(archive, at(keys, index));
    }),
    damaged('delete the newest digest', (archive, keys) => damage.remove(archive, at(keys, -1))),
    damaged('delete the first digest', (archive, keys) => damage.remove(archive, at(keys, 0))),
    damaged('stop the trail and start it again', () => undefined, { off: [MIDDLE], restarts: [MIDDLE + 1] }),
    damaged('replace a digest by an authentic one that names another before it', (archive, keys) =>
      replaceByOtherChain(archive, at(keys, MIDDLE)),
    ),
  ];
}

/** A second chain of the same trail, as of before it was recreated: its digest is authentic, but its links are not these. */
function replaceByOtherChain(archive: SignedArchive, key: string): void {
  const other = new SignedArchive([{ ...PLAN, logs: 1 }]);
  archive.put(damage.objectAt(other, key));
}

function places(): readonly DamagedArchive[] {
  return [
    damaged('swap two digests', (archive, keys) =>
      damage.swap(archive, at(keys, MIDDLE), at(keys, MIDDLE + 1)),
    ),
    damaged('swap two log files', (archive) =>
      damage.swap(archive, at(archive.logKeys, 8), at(archive.logKeys, 10)),
    ),
    damaged('rename a log file', (archive) => {
      const key = at(archive.logKeys, 8);
      damage.moveTo(archive, key, key.replace(/_[0-9a-f]+\.json/, '_renamed.json'));
    }),
    damaged('add a log file', (archive) => {
      const key = at(archive.logKeys, 8);
      damage.copyTo(archive, key, key.replace(/_[0-9a-f]+\.json/, '_added.json'));
    }),
    damaged('change a log file and its hash in the digest', (archive, keys) => {
      const key = at(archive.logKeys, 2 * MIDDLE);
      damage.replaceText(archive, key);
      damage.recomputeHash(archive, at(keys, MIDDLE), key);
    }),
  ];
}
