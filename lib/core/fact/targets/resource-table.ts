import { NAMED_BY_WORDS } from './named-by-words';

/**
 * Kinds of resources, a row each: type, ARN behind the partition, and the parameters that name one, each behind its service, or behind
 * `*` if it means the same in every service. In an ARN, `R` is the Region, `A` the account, and `ID` the name. An ARN that ends with `*`
 * cannot be made of the name alone, because IAM puts a path in front of it, or another service an id behind it. `-` is none.
 *
 * Parameters are the same in requests and responses, at their top level or one level below, with the name of their parent where
 * that matters (`config.deliveryChannel.name`), and the calls behind `@` where they mean something else in others. Their case does
 * not matter. A bucket of DataSync is `Other`: the server of an object storage location may be another's than AWS's.
 *
 * Parameters whose words are those of the ARN are not here: they follow from the catalogue of calls.
 */
const TABLE = `
AWS::IAM::User iam::A:user/*
AWS::IAM::Role iam::A:role/* ec2.roleName macie2.roleName organizations.roleName sso.roleName
AWS::IAM::Group iam::A:group/*
AWS::IAM::ManagedPolicy iam::A:policy/* iam.policyName@CreatePolicy
AWS::IAM::Policy - iam.policyName
AWS::IAM::AccessKey - iam.accessKeyId
AWS::IAM::InstanceProfile iam::A:instance-profile/* imagebuilder.instanceProfileName
AWS::IAM::SAMLProvider iam::A:saml-provider/ID
AWS::IAM::OIDCProvider iam::A:oidc-provider/ID
AWS::IAM::VirtualMFADevice iam::A:mfa/* iam.serialNumber iam.virtualMFADeviceName
AWS::IAM::ServerCertificate iam::A:server-certificate/*
AWS::STS::FederatedUser sts::A:federated-user/ID sts.name
AWS::SSO::Instance sso:::instance/ID
AWS::SSO::PermissionSet sso:::permissionSet/* sso.permissionSetArn
AWS::IdentityStore::User - sso-directory.userId identitystore.userId
AWS::IdentityStore::Group - sso-directory.groupId identitystore.groupId
AWS::SSO::Directory - sso.directoryId
AWS::CloudTrail::Trail cloudtrail:R:A:trail/ID
  cloudtrail.name@CreateTrail|UpdateTrail|DeleteTrail|StartLogging|StopLogging|GetTrail|GetTrailStatus cloudtrail.trailARN
AWS::CloudTrail::EventDataStore cloudtrail:R:A:eventdatastore/ID
AWS::Config::ConfigurationRecorder - config.configurationRecorderName config.configurationRecorder.name
AWS::Config::DeliveryChannel - config.deliveryChannelName config.deliveryChannel.name
AWS::Config::ConfigRule - config.configRuleName
AWS::Config::ConformancePack - config.conformancePackName
AWS::GuardDuty::Detector guardduty:R:A:detector/ID
AWS::AccessAnalyzer::Analyzer access-analyzer:R:A:analyzer/ID
AWS::Detective::Graph detective:R:A:graph:ID
AWS::Events::Rule events:R:A:rule/ID events.name@PutRule|DeleteRule|DisableRule|EnableRule|DescribeRule
AWS::Events::EventBus events:R:A:event-bus/ID events.eventBusName@PutPermission events.name@CreateEventBus|UpdateEventBus|DeleteEventBus
AWS::ApiGateway::RestApi apigateway:R::/restapis/ID apigateway.restApiId
AWS::ApiGatewayV2::Api apigateway:R::/apis/ID apigateway.apiId
AWS::AppSync::GraphQLApi appsync:R:A:apis/ID
AWS::CloudFront::Distribution cloudfront::A:distribution/ID cloudfront.id@UpdateDistribution2020_05_31
AWS::ElastiCache::ReplicationGroup elasticache:R:A:replicationgroup:ID
AWS::OpenSearchService::Domain es:R:A:domain/ID
AWS::Scheduler::Schedule - scheduler.name@CreateSchedule|UpdateSchedule|DeleteSchedule|GetSchedule
AWS::CloudWatch::Alarm cloudwatch:R:A:alarm:ID
AWS::Logs::LogGroup logs:R:A:log-group:ID *.logGroupName
AWS::Budgets::Budget budgets::A:budget/ID
AWS::S3::Bucket s3:::ID *.bucketName
Other - datasync.bucketName
AWS::S3::AccessPoint s3:R:A:accesspoint/ID
AWS::KMS::Key kms:R:A:key/ID kms.targetKeyId
AWS::KMS::Alias kms:R:A:ID kms.aliasName
AWS::SecretsManager::Secret secretsmanager:R:A:secret:* secretsmanager.secretIdList secretsmanager.name
AWS::SSM::Parameter ssm:R:A:parameter/ID ssm.name@GetParameter|GetParameterHistory|PutParameter|DeleteParameter ssm.names ssm.path
AWS::SSM::Document ssm:R:A:document/ID
  ssm.name@ModifyDocumentPermission|CreateDocument|UpdateDocument|DeleteDocument|UpdateDocumentDefaultVersion|CreateAssociation
AWS::EC2::Instance ec2:R:A:instance/ID ssm.instanceId ssm.instanceIds ssm.target autoscaling.instanceId autoscaling.instanceIds
  codedeploy.instanceId codedeploy.instanceIds eks-auth.instanceId elasticloadbalancing.instanceId
AWS::EC2::Image ec2:R::image/ID
AWS::EC2::Image - ec2.sourceImageId
AWS::EC2::Snapshot ec2:R::snapshot/ID storagegateway.snapshotId
AWS::EC2::Snapshot - ec2.sourceSnapshotId
AWS::EC2::Volume ec2:R:A:volume/ID
AWS::EC2::KeyPair ec2:R:A:key-pair/* ec2.keyName
AWS::EC2::SecurityGroup ec2:R:A:security-group/ID ec2.groupId
AWS::EC2::NetworkAcl ec2:R:A:network-acl/ID
AWS::EC2::RouteTable ec2:R:A:route-table/ID
AWS::EC2::InternetGateway ec2:R:A:internet-gateway/ID
AWS::EC2::CustomerGateway ec2:R:A:customer-gateway/ID
AWS::EC2::VPC ec2:R:A:vpc/ID route53.vpcId
AWS::EC2::Subnet ec2:R:A:subnet/ID
AWS::EC2::NetworkInterface ec2:R:A:network-interface/ID
AWS::EC2::VPCPeeringConnection ec2:R:A:vpc-peering-connection/ID
AWS::EC2::VPCEndpoint ec2:R:A:vpc-endpoint/ID
AWS::EC2::FlowLog ec2:R:A:vpc-flow-log/ID ec2.flowLogId
AWS::EC2::LaunchTemplate ec2:R:A:launch-template/ID
AWS::EC2::TrafficMirrorSession ec2:R:A:traffic-mirror-session/ID
AWS::EC2::TrafficMirrorTarget ec2:R:A:traffic-mirror-target/ID
AWS::EC2::TrafficMirrorFilter ec2:R:A:traffic-mirror-filter/ID
AWS::EC2::EC2Fleet ec2:R:A:fleet/ID
AWS::EC2::InstanceProfileAssociation - ec2.associationId@ReplaceIamInstanceProfileAssociation|DisassociateIamInstanceProfile
AWS::AutoScaling::AutoScalingGroup - autoscaling.autoScalingGroupName
AWS::AutoScaling::LaunchConfiguration - autoscaling.launchConfigurationName
AWS::RDS::DBInstance rds:R:A:db:ID rds.sourceDBInstanceIdentifier
AWS::RDS::DBCluster rds:R:A:cluster:ID rds.dBClusterIdentifier rds.sourceDBClusterIdentifier
AWS::RDS::DBSnapshot rds:R:A:snapshot:ID rds.dBSnapshotIdentifier rds.sourceDBSnapshotIdentifier rds.targetDBSnapshotIdentifier
AWS::RDS::DBClusterSnapshot rds:R:A:cluster-snapshot:ID rds.dBClusterSnapshotIdentifier rds.sourceDBClusterSnapshotIdentifier
  rds.targetDBClusterSnapshotIdentifier
AWS::RDS::DBAutomatedBackup - rds.dbiResourceId rds.dBInstanceAutomatedBackupsArn
AWS::RDS::DBSecurityGroup rds:R:A:secgrp:ID rds.dBSecurityGroupName
AWS::RDS::ExportTask - rds.exportTaskIdentifier
AWS::Redshift::Cluster redshift:R:A:cluster:ID
AWS::Redshift::ClusterSnapshot - redshift.snapshotIdentifier
AWS::RedshiftServerless::Workgroup - redshift-serverless.workgroupName
AWS::RedshiftServerless::Namespace - redshift-serverless.namespaceName
AWS::DynamoDB::Table dynamodb:R:A:table/ID
AWS::DMS::ReplicationInstance - dms.replicationInstanceIdentifier
AWS::EFS::FileSystem elasticfilesystem:R:A:file-system/ID
AWS::FSx::FileSystem fsx:R:A:file-system/ID
AWS::Backup::BackupVault backup:R:A:backup-vault:ID
AWS::Backup::RecoveryPoint backup:R:A:recovery-point:ID
AWS::Backup::BackupJob - backup.backupJobId
AWS::EFS::MountTarget - elasticfilesystem.mountTargetId
AWS::EFS::FileSystem elasticfilesystem:R:A:file-system/ID elasticfilesystem.sourceFileSystemId
AWS::FSx::Snapshot - fsx.snapshotId
AWS::FSx::Backup fsx:R:A:backup/ID
AWS::KMS::CustomKeyStore - kms.customKeyStoreId
AWS::Rbin::Rule rbin:R:A:rule/ID rbin.identifier
AWS::RDS::DBClusterAutomatedBackup - rds.dbClusterResourceId
AWS::RedshiftServerless::Snapshot - redshift-serverless.snapshotName
AWS::Backup::BackupPlan backup:R:A:backup-plan:ID
AWS::Glacier::Vault glacier:R:A:vaults/ID
AWS::Lambda::Function lambda:R:A:function:ID *.functionName
AWS::Lambda::LayerVersion lambda:R:A:layer:ID
AWS::Lambda::EventSourceMapping - lambda.uUID
AWS::ECR::Repository ecr:R:A:repository/ID
AWS::EKS::Cluster eks:R:A:cluster/ID eks.name
AWS::ECS::Cluster ecs:R:A:cluster/ID
AWS::ECS::TaskDefinition ecs:R:A:task-definition/ID ecs.taskDefinition ecs.family
AWS::ECS::Service - ecs.service ecs.serviceName
AWS::Batch::ComputeEnvironment batch:R:A:compute-environment/ID
AWS::Batch::JobDefinition batch:R:A:job-definition/ID
AWS::Batch::JobQueue batch:R:A:job-queue/ID
AWS::Lightsail::Bucket - lightsail.bucketName
AWS::Lightsail::Instance - lightsail.instanceName lightsail.instanceNames lightsail.sourceName
AWS::SageMaker::NotebookInstance sagemaker:R:A:notebook-instance/ID
AWS::SageMaker::TrainingJob sagemaker:R:A:training-job/ID
AWS::SageMaker::ProcessingJob sagemaker:R:A:processing-job/ID
AWS::SageMaker::Endpoint sagemaker:R:A:endpoint/ID
AWS::Bedrock::FoundationModel bedrock:R::foundation-model/ID bedrock.modelId
AWS::Bedrock::Guardrail bedrock:R:A:guardrail/ID
AWS::Cognito::IdentityPool cognito-identity:R:A:identitypool/ID
AWS::Cognito::UserPool cognito-idp:R:A:userpool/ID
AWS::CodeBuild::Project codebuild:R:A:project/ID
AWS::CloudFormation::Stack cloudformation:R:A:stack/* cloudformation.stackName
AWS::CloudFormation::StackSet - cloudformation.stackSetName
AWS::CloudShell::Environment cloudshell:R:A:environment/ID cloudshell.environmentId
AWS::Glue::DevEndpoint glue:R:A:devEndpoint/ID glue.endpointName
AWS::Glue::Job glue:R:A:job/ID
AWS::SNS::Topic sns:R:A:ID
AWS::SNS::PhoneNumber - sns.phoneNumber
AWS::SQS::Queue sqs:R:A:ID
AWS::SES::EmailIdentity ses:R:A:identity/ID ses.identity ses.emailIdentity ses.emailAddress
AWS::Transfer::Server transfer:R:A:server/ID
AWS::NetworkFirewall::Firewall network-firewall:R:A:firewall/ID
AWS::WAFv2::WebACL - wafv2.id@UpdateWebACL|DeleteWebACL|GetWebACL wafv2.webACLArn waf-regional.webACLId waf.webACLId
AWS::Shield::Protection shield::A:protection/ID
AWS::ElasticLoadBalancingV2::LoadBalancer elasticloadbalancing:R:A:loadbalancer/*
AWS::CertificateManager::Certificate acm:R:A:certificate/ID
AWS::CE::AnomalyMonitor ce::A:anomalymonitor/ID
AWS::CE::AnomalySubscription ce::A:anomalysubscription/ID
AWS::SecurityHub::Insight securityhub:R:A:insight/ID
AWS::SecurityHub::Standard securityhub:R:A:subscription/ID
AWS::Cognito::IdentityPool - cognito-identity.identityPoolName@CreateIdentityPool
AWS::Route53::QueryLoggingConfig - route53.id@DeleteQueryLoggingConfig
AWS::EMR::Cluster elasticmapreduce:R:A:cluster/ID elasticmapreduce.jobFlowId
AWS::Route53::HostedZone route53:::hostedzone/ID route53.id
AWS::Route53::Domain - route53domains.domainName
AWS::Route53Resolver::ResolverQueryLogConfig route53resolver:R:A:resolver-query-log-config/ID
AWS::RolesAnywhere::TrustAnchor rolesanywhere:R:A:trust-anchor/ID
AWS::RolesAnywhere::Profile rolesanywhere:R:A:profile/ID
AWS::RAM::ResourceShare ram:R:A:resource-share/ID
AWS::SecurityHub::Finding - securityhub.findingIdentifiers.id
AWS::Organizations::Policy - organizations.policyId
AWS::Organizations::OrganizationalUnit - organizations.organizationalUnitId organizations.organizationalUnit.id
  organizations.destinationParentId organizations.parentId
AWS::Organizations::Organization - organizations.rootId
AWS::Account::Region - account.regionName
AWS::::Account iam::ID:root account.accountId organizations.accountId organizations.memberAccountId organizations.delegatedAdminAccountId
  s3.accountId inspector2.accountIds guardduty.accountIds sts.targetPrincipal
`;

/** The rows as they are written: a line that is indented belongs to the one before. */
export const WRITTEN_KINDS: readonly ResourceRow[] = TABLE.trim()
  .split(/\n(?! )/)
  .map((row) => {
    const [type = '', arn = '', ...named] = row.split(/\s+/);
    return { type, arn: arn === '-' ? '' : arn, parameters: named.flatMap(toParameters) };
  });

/** By ARN, the parameters that name the resource by the words of the catalogue. */
const BY_WORDS = new Map(
  NAMED_BY_WORDS.trim()
    .split(/\n(?! )/)
    .map((row) => {
      const [arn = '', ...parameters] = row.split(/\s+/);
      return [arn, parameters] as const;
    }),
);

/** The rows with all parameters. */
export const KINDS: readonly ResourceRow[] = WRITTEN_KINDS.map((row, place) => {
  const isFirst = WRITTEN_KINDS.findIndex(({ arn }) => arn === row.arn) === place;
  return isFirst ? { ...row, parameters: [...row.parameters, ...(BY_WORDS.get(row.arn) ?? [])] } : row;
});

/** A row of the table. */
interface ResourceRow {
  readonly type: string;
  /** Behind the partition; empty if the name does not make one. */
  readonly arn: string;
  /** Service, parameter, and behind `@` the call. */
  readonly parameters: readonly string[];
}

function toParameters(named: string): readonly string[] {
  const [parameter = '', calls] = named.split('@');
  return calls === undefined ? [parameter] : calls.split('|').map((call) => `${parameter}@${call}`);
}
