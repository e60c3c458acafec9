import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { TrustStatementData } from '../../core/policy/policy-statement-data';

/** The CDK's form of a statement that is written down as data. */
export function toPolicyStatement(statement: TrustStatementData): PolicyStatement {
  return PolicyStatement.fromJson(statement);
}
