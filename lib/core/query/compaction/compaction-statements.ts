import { toWritingStatements, type WrittenFolder } from '../../policy/lake/query-statements';
import type { PolicyStatementData } from '../../policy/policy-statement-data';

/** What compaction works with in addition to the log files. ARNs may be CDK tokens. */
export interface CompactionResources {
  readonly workGroupArn: string;
  /** The data catalog in Athena. */
  readonly dataCatalogArn: string;
  readonly glueCatalogArn: string;
  readonly databaseArn: string;
  /** Of the table of log files. */
  readonly logTableArn: string;
  readonly compactedTableArn: string;
  /** Where Athena writes the results of statements. */
  readonly results: WrittenFolder;
  /** Where the files of the Iceberg table are. */
  readonly data: WrittenFolder;
}

/**
 * Lets a state machine run statements that create and fill one Iceberg table.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-athena.html
 */
export function toCompactionStatements(resources: CompactionResources): readonly PolicyStatementData[] {
  const { glueCatalogArn, databaseArn, logTableArn, compactedTableArn } = resources;
  return [
    {
      Effect: 'Allow',
      Action: [
        'athena:GetQueryExecution',
        'athena:GetWorkGroup',
        'athena:StartQueryExecution',
        'athena:StopQueryExecution',
      ],
      Resource: resources.workGroupArn,
    },
    { Effect: 'Allow', Action: 'athena:GetDataCatalog', Resource: resources.dataCatalogArn },
    {
      Effect: 'Allow',
      Action: ['glue:GetDatabase', 'glue:GetTable'],
      Resource: [glueCatalogArn, databaseArn, logTableArn, compactedTableArn],
    },
    {
      Effect: 'Allow',
      Action: ['glue:CreateTable', 'glue:UpdateTable'],
      Resource: [glueCatalogArn, databaseArn, compactedTableArn],
    },
    ...toWritingStatements(resources.results),
    ...toWritingStatements({ ...resources.data, deletes: true }),
  ];
}

/** Lets someone read the files of the Iceberg table. */
export function toCompactedReadStatements({
  bucketArn,
  keys,
  keyArn,
}: WrittenFolder): readonly PolicyStatementData[] {
  return [
    { Effect: 'Allow', Action: ['s3:GetBucketLocation', 's3:ListBucket'], Resource: bucketArn },
    { Effect: 'Allow', Action: 's3:GetObject', Resource: `${bucketArn}/${keys}` },
    { Effect: 'Allow', Action: 'kms:Decrypt', Resource: keyArn },
  ];
}
