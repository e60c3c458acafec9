import pLimit from 'p-limit';
import type { Heartbeat } from '../../lib/core/settings/message/heartbeat';
import type { Invocation } from './invocation';

/** The accounts are listed every so many hours, and at each heartbeat until they were once. */
const EVERY_HOURS = 6;

/** An account that left the organization is another after so long. */
const REMEMBERED_MS = 2 * 24 * 3_600_000;

const AT_ONCE = 16;

/**
 * Keeps the accounts of the organization in the table, for this function and that of the realtime alerts. Where Organizations does
 * not answer, what was known stays until it expires, and unknown accounts are others.
 */
export async function keepMembers(
  { ports, settings, log }: Pick<Invocation, 'ports' | 'settings' | 'log'>,
  { at }: Heartbeat,
): Promise<void> {
  const { ownOrganization } = settings;
  if (ownOrganization === 'none') return;
  try {
    const isDue = new Date(at).getUTCHours() % EVERY_HOURS === 0;
    if (!isDue && (await ports.readMembers()).length > 0) return;
    const accounts = await ports.listAccounts();
    const expiresAtSeconds = Math.ceil((ports.nowMs() + REMEMBERED_MS) / 1000);
    const limit = pLimit(AT_ONCE);
    await Promise.all(
      accounts.map((accountId) => limit(() => ports.putMember({ accountId, expiresAtSeconds }))),
    );
    log.info('accounts of the organization were listed', { ownOrganization, accounts: accounts.length });
  } catch (error) {
    log.warn(
      'the accounts of the organization could not be listed, and those that rules do not name are others; make this account a ' +
        'delegated administrator of an AWS service, or name them in ownAccounts',
      { ownOrganization, error: String(error) },
    );
  }
}
