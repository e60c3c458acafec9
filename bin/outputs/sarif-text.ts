import { type Finding, isBenignGap } from '../../lib/core/digest/finding';
import type { FindingText } from './findings-in-portions';
import { SarifDocument, toUri } from './sarif-document';

const INFORMATION_URI =
  'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html';

/** SARIF, which code scanning shows: a result for all that is not valid, its reason as the rule. */
export function sarifText(archive: string): FindingText {
  const driver = { name: 'trailwatch validate', informationUri: INFORMATION_URI };
  const document = new SarifDocument(driver, { archive });
  return {
    next: (findings) =>
      document.next(
        findings.filter(({ status }) => status !== 'valid').map((finding) => toResult(finding, archive)),
      ),
    end: () => document.end(),
  };
}

function toResult(finding: Finding, archive: string): object {
  const { kind, key, status, reason, message } = finding;
  const isOpen = finding.kind === 'gap' ? isBenignGap(finding) : finding.isPending === true;
  const root = archive.startsWith('s3://') ? `${archive.split('/').slice(0, 3).join('/')}/` : '';
  const uri = toUri(root + key);
  return {
    ruleId: reason,
    level: isOpen ? 'note' : 'error',
    message: { text: `${kind === 'gap' ? '' : `${kind} file ${status}: `}${message}` },
    locations: [{ physicalLocation: { artifactLocation: { uri } } }],
  };
}
