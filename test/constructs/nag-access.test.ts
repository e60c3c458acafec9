import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { guardrails } from '../scenarios/guardrails';

const PACKS = {
  AwsSolutions: AwsSolutionsChecks,
  'NIST 800-53': NIST80053R5Checks,
  'PCI DSS': PCIDSS321Checks,
  HIPAA: HIPAASecurityChecks,
};

/** The findings of one pack, each with the path of what it is about. */
function findingsOf(Pack: (typeof PACKS)[keyof typeof PACKS]): string[] {
  const app = new App();
  guardrails.build(app);
  Validations.of(app).addPlugins(new Pack(app));
  try {
    app.synth();
  } catch (error) {
    return (error as Error).message.split('\n\n').filter((part) => part.includes('Acknowledge with'));
  }
  return [];
}

test.each(Object.entries(PACKS))(
  '%s finds nothing in reader roles, access policies and guardrails',
  (_name, Pack) => {
    const findings = findingsOf(Pack);
    expect(
      findings.filter((finding) => !/ LogArchive\/Trailwatch\/| Management\/Trail\//.test(finding)),
    ).toEqual([]);
  },
);
