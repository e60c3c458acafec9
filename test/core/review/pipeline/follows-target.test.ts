import { changesOf, FILTERED_TRAIL, type Json } from '../edited-template';

const PROPERTY = 'CloudWatchLogsLogGroupArn';
const ARN = 'arn:aws:logs:eu-west-1:111122223333:log-group:audit:*';

const REPLACED = expect.stringMatching(
  /^weaker evidence-\w+: log group Audit\/Log: LogGroupName changes, so CloudFormation replaces the resource; /,
);

/** The template with a parameter, and with a filter of the log group that it names so. */
function withFilterOf(LogGroupName: Json): Json {
  const template = structuredClone(FILTERED_TRAIL) as Json;
  template.Parameters = { Name: { Type: 'String', Default: 'audit' } };
  template.Resources.Filter.Properties.LogGroupName = LogGroupName;
  return template;
}

describe('a log group with another name', () => {
  test.each<[string, Json]>([
    ['Ref', { Ref: 'Log' }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
    ['Fn::Sub', { 'Fn::Sub': '${Log}' }],
    ['Fn::Join', { 'Fn::Join': ['', [{ Ref: 'Log' }]] }],
  ])('is one change, and none of what refers to it by %s', (_, reference) => {
    const found = changesOf(withFilterOf(reference), ({ Resources }) => {
      Resources.Log.Properties.LogGroupName = 'audit';
    });
    expect(found).toEqual([REPLACED]);
  });

  test.each<[string, Json, (template: Json) => void]>([
    ['another text', ARN, ({ Resources }) => (Resources.Trail.Properties[PROPERTY] = `${ARN}2`)],
    [
      'a parameter with another default',
      { Ref: 'Name' },
      ({ Parameters }) => (Parameters.Name.Default = ARN),
    ],
  ])('is a change of the trail where that has %s', (_, reference, edit) => {
    const base = withFilterOf({ Ref: 'Log' });
    base.Resources.Trail.Properties[PROPERTY] = reference;
    expect(changesOf(base, edit)).toContainEqual(
      expect.stringMatching(/^unknown (pipeline|setting)-unknown: log group of Audit\/Trail: /),
    );
  });
});
