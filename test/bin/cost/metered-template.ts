/** The template of a log processor whose metrics `cost --usage` reads. */
export const METERED = {
  Resources: {
    Processor: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Environment: {
          Variables: {
            TRAILWATCH_METRICS_NAMESPACE: 'Trailwatch',
            TRAILWATCH_PROCESSOR_NAME: 'Processor',
            TRAILWATCH_BUCKET_NAME: 'logs',
          },
        },
      },
    },
    Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
  },
};
