import { type Finding, isBenignGap } from '../../lib/core/digest/finding';
import { toJsonText } from '../../lib/core/safe-text/json-text';
import { packageVersion } from '../cli/package-root';
import type { FindingText } from './findings-in-portions';

/**
 * SARIF 2.1.0, which code scanning shows: a result for all that is not valid, its reason as the rule.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifText(archive: string): FindingText {
  let before = '';
  let isBegun = false;
  const begin = (): string => {
    if (isBegun) return '';
    isBegun = true;
    return head(archive);
  };
  return {
    next: (findings) => {
      let text = begin();
      for (const finding of findings) {
        if (finding.status === 'valid') continue;
        text += `${before}${toJsonText(toResult(finding, archive))}`;
        before = ',\n';
      }
      return text;
    },
    end: () => `${begin()}\n]}]}\n`,
  };
}

function head(archive: string): string {
  const driver = {
    name: 'trailwatch validate',
    version: packageVersion(),
    informationUri:
      'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html',
  };
  const run = toJsonText({ tool: { driver }, properties: { archive }, results: [] });
  const document = `{"version":"2.1.0","$schema":"https://json.schemastore.org/sarif-2.1.0.json","runs":[${run}`;
  return `${document.slice(0, -']}'.length)}\n`;
}

function toResult(finding: Finding, archive: string): object {
  const { kind, key, status, reason, message } = finding;
  const isOpen = finding.kind === 'gap' ? isBenignGap(finding) : finding.isPending === true;
  const root = archive.startsWith('s3://') ? `${archive.split('/').slice(0, 3).join('/')}/` : '';
  const uri = root + key.split('/').map(encodeURIComponent).join('/');
  return {
    ruleId: reason,
    level: isOpen ? 'note' : 'error',
    message: { text: `${kind === 'gap' ? '' : `${kind} file ${status}: `}${message}` },
    locations: [{ physicalLocation: { artifactLocation: { uri } } }],
  };
}
