import { LOCAL_ACCOUNT, LOCAL_REGION } from './start-local-aws';
import type { Template, TemplateResource, TemplateValue } from './template';

/** What CloudFormation would make of the intrinsic functions of one template, with local names. */
export class Resolver {
  /** `queueUrl` gives a queue's URL by its name. */
  constructor(
    private readonly stackName: string,
    private readonly template: Template,
    private readonly queueUrl: (name: string) => string,
  ) {}

  /** The value with every intrinsic function replaced; throws on one that nobody needed so far. */
  resolve(value: TemplateValue): TemplateValue {
    if (Array.isArray(value)) return value.map((element) => this.resolve(element));
    if (typeof value !== 'object' || value === null) return value;
    const [name, argument] = Object.entries(value)[0] ?? [];
    if (name !== undefined && argument !== undefined && Object.keys(value).length === 1) {
      if (name === 'Ref') return this.reference(String(argument));
      if (name.startsWith('Fn::')) return this.call(name, argument);
    }
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.resolve(member)]));
  }

  /** The resolved properties of a resource. */
  properties(logicalId: string): { readonly [name: string]: TemplateValue } {
    return this.resolve(this.resource(logicalId).Properties ?? {}) as { [name: string]: TemplateValue };
  }

  /** The logical ids of all resources of a type. */
  idsOf(type: string): string[] {
    return Object.entries(this.template.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([logicalId]) => logicalId);
  }

  /** The name of a resource: the one that it was given, or one made of the stack's and its own. */
  nameOf(logicalId: string): string {
    const { Type, Properties = {} } = this.resource(logicalId);
    const given = NAME_PROPERTIES.map((property) => Properties[property]).find((name) => name !== undefined);
    if (given !== undefined) return String(this.resolve(given));
    const name = `${this.stackName}-${logicalId}`;
    return Type === 'AWS::S3::Bucket' ? name.toLowerCase().slice(-63).replace(/^-+/, '') : name;
  }

  private resource(logicalId: string): TemplateResource {
    const resource = this.template.Resources[logicalId];
    if (resource === undefined) throw new Error(`the template has no resource '${logicalId}'`);
    return resource;
  }

  private reference(logicalId: string): string {
    const pseudo = PSEUDO_PARAMETERS[logicalId];
    if (pseudo !== undefined) return pseudo;
    if (logicalId === 'AWS::StackName') return this.stackName;
    if (logicalId === 'AWS::StackId')
      return `arn:aws:cloudformation:${LOCAL_REGION}:${LOCAL_ACCOUNT}:stack/${this.stackName}/1`;
    const name = this.nameOf(logicalId);
    const type = this.resource(logicalId).Type;
    if (type === 'AWS::SQS::Queue') return this.queueUrl(name);
    return type === 'AWS::SNS::Topic' ? this.arnOf(logicalId) : name;
  }

  private arnOf(logicalId: string): string {
    const { Type } = this.resource(logicalId);
    const service = Type.split('::')[1]?.toLowerCase() ?? '';
    const name = this.nameOf(logicalId);
    if (Type === 'AWS::S3::Bucket') return `arn:aws:s3:::${name}`;
    const prefix = ARN_PREFIXES[Type] ?? '';
    return `arn:aws:${service}:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${prefix}${name}`;
  }

  private call(name: string, argument: TemplateValue): TemplateValue {
    if (name === 'Fn::GetAtt') return this.attribute(argument);
    if (name === 'Fn::Sub') return this.substitute(argument);
    const [first, second] = this.resolve(argument) as readonly TemplateValue[];
    if (name === 'Fn::Join') return (second as readonly string[]).join(String(first));
    if (name === 'Fn::Split') return String(second).split(String(first));
    if (name === 'Fn::Select') return (second as readonly TemplateValue[])[Number(first)] ?? '';
    throw new Error(`the embedded AWS cannot resolve ${name}`);
  }

  private attribute(argument: TemplateValue): string {
    const [logicalId = '', attribute] =
      typeof argument === 'string' ? argument.split('.') : (argument as readonly string[]);
    if (attribute === 'Arn' || attribute === 'TopicArn') return this.arnOf(logicalId);
    if (attribute?.endsWith('Name') === true) return this.nameOf(logicalId);
    return `${this.nameOf(logicalId)}.${attribute}`;
  }

  private substitute(argument: TemplateValue): string {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    return String(text).replace(/\$\{([^}]+)\}/g, (_, name: string) => {
      const variable = (variables as { [name: string]: TemplateValue })[name];
      if (variable !== undefined) return String(this.resolve(variable));
      return name.includes('.') && !name.startsWith('AWS::') ? this.attribute(name) : this.reference(name);
    });
  }
}

const NAME_PROPERTIES = [
  ...['BucketName', 'QueueName', 'TopicName', 'TableName', 'FunctionName', 'StateMachineName'],
  'Name',
];

const ARN_PREFIXES: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'table/',
  'AWS::DynamoDB::GlobalTable': 'table/',
  'AWS::Lambda::Function': 'function:',
  'AWS::KMS::Key': 'key/',
  'AWS::Events::Rule': 'rule/',
  'AWS::IAM::Role': 'role/',
  'AWS::StepFunctions::StateMachine': 'stateMachine:',
};

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': LOCAL_ACCOUNT,
  'AWS::Region': LOCAL_REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::NoValue': '',
};
