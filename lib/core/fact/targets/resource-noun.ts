import { remembered } from '../../keyed/remembered';
import type { Target } from './target';

/** Words of a type's last part: `FileSystem` is `File` and `System`, `DBInstance` is `DB` and `Instance`. */
const WORD = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+\d*|\d+/g;

/** Nouns for types whose own name says little. */
const NOUNS_OF_TYPES: Readonly<Record<string, string>> = {
  Other: '',
  'AWS::ApiGateway::RestApi': 'API',
  'AWS::ApiGatewayV2::Api': 'API',
  'AWS::AppSync::GraphQLApi': 'API',
  'AWS::Rbin::Rule': 'Recycle Bin rule',
  'AWS::EC2::EC2Fleet': 'fleet',
  'AWS::Events::EventBus': 'event bus',
  'AWS::RDS::DBAutomatedBackup': 'automated backup',
  'AWS::RDS::DBClusterAutomatedBackup': 'automated backup',
  'AWS::Glue::DevEndpoint': 'development endpoint',
  'AWS::Route53::QueryLoggingConfig': 'DNS query logging configuration',
  'AWS::Route53Resolver::ResolverQueryLogConfig': 'DNS query logging configuration',
  'AWS::SNS::PhoneNumber': 'phone number',
};

/** The common noun for a resource of a type: `AWS::EFS::FileSystem` is a file system. Empty if the type is not known. */
export function resourceNoun({ type }: Target): string {
  return nounOf(type);
}

const nounOf = remembered((type) => {
  if (Object.hasOwn(NOUNS_OF_TYPES, type)) return NOUNS_OF_TYPES[type] ?? '';
  return nounInName(type.slice(type.lastIndexOf(':') + 1));
});

/** The words of a name whose first letter may be small: `dBInstance` is a DB instance. */
export function nounInName(name: string): string {
  const words = `${name.charAt(0).toUpperCase()}${name.slice(1)}`.match(WORD) ?? [];
  return words.map((word) => (/^[A-Z]{2}/.test(word) ? word : word.toLowerCase())).join(' ');
}
