import { changesOf, type Json } from '../edited-template';

const PATH = '/trailwatch/Audit/silences/medium';

const TEMPLATE = {
  Resources: {
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: { Environment: { Variables: { TRAILWATCH_SILENCES: PATH } } },
    },
  },
};

const parameter = (Name: Json): Json => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name, Type: 'String', Value: '{"version":1}' },
});

test.each<[string, Json, number]>([
  ['under the path of a function is unknown', `${PATH}/53d31dfd501e792c9a8b9b34e0907f00`, 1],
  ['of another path is none', '/shop/silences/53d31dfd501e792c9a8b9b34e0907f00', 0],
])('a silence %s', (_words, name, count) => {
  const changes = changesOf(TEMPLATE, ({ Resources }) => {
    Resources.Quiet = parameter(name);
  });
  const unknown = changes.filter((each) =>
    each.startsWith('unknown pipeline-unknown: AWS::SSM::Parameter Audit/Quiet'),
  );
  expect(unknown).toHaveLength(count);
});
