import { RuleSet } from '../../lib/constructs/rule/rule-set';
import { RuleSeverity } from '../../lib/constructs/rule/rule-severity';
import { runTrailwatch } from './run-trailwatch';
import { alertsIn, at, logFile, put, record, useScanFolder } from './scan-folder';

useScanFolder();

/** Takes the place of the built-in rule `call-denied`, which correlations count. */
const OWN = `title: API call denied, but for the scanner
id: 5f994e7b-20e3-449a-8d93-a80b4e4240fa
name: call-denied
logsource: { product: aws, service: cloudtrail }
detection:
  denied: { errorCode|startswith: AccessDenied }
  scanner: { userIdentity.userName: scanner }
  condition: denied and not scanner
level: informational
`;

describe('a rule of a folder that takes the place of a built-in one', () => {
  beforeEach(() => put('own/call-denied.yml', OWN));

  it.each([[[]], [['--min-severity', 'low']], [['--exclude-rule', 'call-denied']]])(
    'is what correlations count, with %j',
    async (options) => {
      const userIdentity = {
        type: 'IAMUser',
        arn: 'arn:aws:iam::111122223333:user/scanner',
        userName: 'scanner',
      };
      const denied = Array.from({ length: 60 }, (_, at) => ({
        ...record(`List${at}`, `e${at}`),
        ...{ userIdentity, errorCode: 'AccessDenied', sourceIPAddress: '203.0.113.7' },
      }));
      put('logs/a.json', logFile(...denied));
      const { stdout } = await runTrailwatch(['scan', at('logs'), '--rules', at('own'), ...options]);
      expect(alertsIn(stdout)).toEqual([]);
    },
  );

  it('is what the correlations of a merged rule set hold, whatever is left out afterwards', () => {
    const merged = RuleSet.builtIn().merge(RuleSet.fromDirectory(at('own')));
    for (const set of [merged, merged.withMinimumSeverity(RuleSeverity.LOW), merged.without('call-denied')]) {
      const probed = set.correlations.find(({ ruleName }) => ruleName === 'permissions-probed');
      expect(probed?._toDocument().rules.map(({ title }) => title)).toEqual([
        'API call denied, but for the scanner',
      ]);
    }
  });
});
