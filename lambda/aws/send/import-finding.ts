import { BatchImportFindingsCommand, type SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { SecurityFinding } from '../../../lib/core/alert/sink/to-security-finding';

/** Imports one finding. Throws when Security Hub answers that it did not take it, which is no error of the call. */
export async function importFinding(client: SecurityHubClient, finding: SecurityFinding): Promise<void> {
  const { SuccessCount, FailedFindings = [] } = await client.send(
    new BatchImportFindingsCommand({ Findings: [finding] }),
  );
  if (SuccessCount === 1) return;
  const [{ ErrorCode, ErrorMessage } = {}] = FailedFindings;
  throw new Error(
    `Security Hub did not take the finding: ${ErrorCode ?? ''} ${ErrorMessage ?? ''}`.trimEnd(),
  );
}
