import type { PolicyStatementData } from '../policy-statement-data';

/** What a user who queries a table in Athena needs in addition to the log files. ARNs may be CDK tokens. */
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

/** What someone does in a workgroup who works with it in the console. */
const WORK_GROUP_ACTIONS = [
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
];

/** Lets a function run a query in one workgroup over the tables of one database, and read its result. */
export function toScheduledQueryStatements(resources: QueryResources): readonly PolicyStatementData[] {
  const { glueCatalogArn, databaseArn, tablesArn } = resources;
  return [
    {
      Effect: 'Allow',
      Action: [
        'athena:GetQueryExecution',
        'athena:GetQueryResults',
        'athena:StartQueryExecution',
        'athena:StopQueryExecution',
      ],
      Resource: resources.workGroupArn,
    },
    { Effect: 'Allow', Action: 'glue:GetDatabase', Resource: [glueCatalogArn, databaseArn] },
    { Effect: 'Allow', Action: 'glue:GetTable', Resource: [glueCatalogArn, databaseArn, tablesArn] },
    ...toResultStatements(resources),
  ];
}

function toResultStatements(resources: QueryResources): readonly PolicyStatementData[] {
  return toWritingStatements({
    bucketArn: resources.resultsBucketArn,
    keys: resources.resultKeys,
    keyArn: resources.resultsKeyArn,
  });
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
      Action: WORK_GROUP_ACTIONS,
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
    ...toResultStatements(resources),
  ];
}

/** Where Athena writes. ARNs may be CDK tokens. */
export interface WrittenFolder {
  readonly bucketArn: string;
  /** Such as `results/*`. */
  readonly keys: string;
  /** The key that the objects are encrypted with. */
  readonly keyArn: string;
  /** Whether objects may be deleted as well. */
  readonly deletes?: boolean;
}

/** Lets Athena write and read objects for the one who runs a statement. */
export function toWritingStatements({
  bucketArn,
  keys,
  keyArn,
  deletes = false,
}: WrittenFolder): readonly PolicyStatementData[] {
  return [
    {
      Effect: 'Allow',
      Action: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      Resource: bucketArn,
    },
    {
      Effect: 'Allow',
      Action: [
        's3:AbortMultipartUpload',
        ...(deletes ? ['s3:DeleteObject'] : []),
        ...['s3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
      ],
      Resource: `${bucketArn}/${keys}`,
    },
    { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: keyArn },
  ];
}
