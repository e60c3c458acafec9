import { BatchImportFindingsCommand, type SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { SecurityFinding } from '../../../lib/core/alert/sink/to-security-finding';

/** Imports one finding. Throws if the response of Security Hub reports a failure, which is not an error of the call. */
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
