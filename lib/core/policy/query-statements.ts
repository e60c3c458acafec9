import type { PolicyStatementData } from './policy-statement-data';

/** What someone who queries a table in Athena needs besides the log files. ARNs may be CDK tokens. */
export interface QueryResources {
  readonly workGroupArn: string;
  /** The data catalog in Athena. */
  readonly dataCatalogArn: string;
  readonly glueCatalogArn: string;
  readonly databaseArn: string;
  /** Of every table of the database. */
  readonly tablesArn: string;
  readonly resultsBucketArn: string;
  /** The keys of results, such as `results/*`. */
  readonly resultKeys: string;
  /** The key that results are encrypted with. */
  readonly resultsKeyArn: string;
}

/**
 * Lets a principal run queries in one workgroup over the tables of one database, and read and write their results.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/example-policies-workgroup.html
 */
export function toQueryStatements(resources: QueryResources): readonly PolicyStatementData[] {
  return [
    {
      Effect: 'Allow',
      Action: [
        'athena:BatchGetNamedQuery',
        'athena:BatchGetQueryExecution',
        'athena:GetNamedQuery',
        'athena:GetQueryExecution',
        'athena:GetQueryResults',
        'athena:GetQueryResultsStream',
        'athena:GetQueryRuntimeStatistics',
        'athena:GetWorkGroup',
        'athena:ListNamedQueries',
        'athena:ListQueryExecutions',
        'athena:StartQueryExecution',
        'athena:StopQueryExecution',
      ],
      Resource: resources.workGroupArn,
    },
    {
      Effect: 'Allow',
      Action: ['athena:GetDatabase', 'athena:GetTableMetadata', 'athena:ListTableMetadata'],
      Resource: resources.dataCatalogArn,
    },
    {
      Effect: 'Allow',
      Action: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables'],
      Resource: [resources.glueCatalogArn, resources.databaseArn, resources.tablesArn],
    },
    {
      Effect: 'Allow',
      Action: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      Resource: resources.resultsBucketArn,
    },
    {
      Effect: 'Allow',
      Action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
      Resource: `${resources.resultsBucketArn}/${resources.resultKeys}`,
    },
    {
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: resources.resultsKeyArn,
    },
  ];
}
