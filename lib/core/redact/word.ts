import { remembered } from '../keyed/remembered';
import type { RedactionKey } from './keyed-hash';
import { permute, scatter } from './permute';
import type { RuleWords } from './rule-words';

const DIGITS = '0123456789';
const HEX = '0123456789abcdef';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const BASE36 = LETTERS + DIGITS;
/** Where letters that ASCII does not have go to. */
const ACCENTED = 'àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ';

/** The prefixes of IAM's ids. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes */
const UNIQUE_ID = /^(?:abia|acca|agpa|aida|aipa|akia|anpa|anva|apka|aroa|asca|asia)(?=[a-z0-9]{12,}$)/;

/** Numbers of up to this many digits are counts, ports and years. */
const MAX_PLAIN_DIGITS = 5;
const DATE = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;

/** Maximum number of remembered words. */
const MAX_REMEMBERED = 100_000;

/** As many hexadecimal digits are not permuted, which takes ten times as long: no two get the same by chance. */
const MIN_SCATTERED = 20;

/** Beyond this the word that comes out is taken as it is. */
const MAX_TRIES = 1_000;

/** A kind of words: each is replaced by one of the same kind. */
interface Shape {
  readonly kind: string;
  /** How many characters at the beginning stay. */
  readonly kept: number;
  readonly alphabetAt: (at: number) => string;
}

/** Words of AWS, of its documents and messages, and of programs that call it. They show nothing about who uses it. */
const PUBLIC_WORDS: ReadonlySet<string> = new Set(
  [
    // Regions and partitions.
    'aws cn us gov eu ap sa ca me af il mx iso isob east west north south central northeast northwest southeast southwest global',

    // Kinds of resources, and what their ids begin with.
    `arn role roles user users group groups policy policies root assumed federated instance instances profile mfa provider saml oidc server
    certificate bucket object key alias table index stream topic queue function layer version event rule bus trail channel store eventdatastore
    dashboard log alarm secret parameter document automation execution session assessment cluster nodegroup service task definition container
    repository image snapshot volume subnet acl network interface interfaces route gateway nat internet peering connection endpoint
    endpoints address security vol snap ami aki ari eni igw rtb sg pcx vpce tgw eipalloc eipassoc acl lt cgw vgw vpn dopt eigw fl pl sgr
    rtbassoc aclassoc reservation launch template templates spot fleet host capacity placement db subgrp pg og ou organization handshake
    permission set managed distribution hosted zone healthcheck domain pool identity detector finding findings filter publishing destination
    workgroup catalog database crawler job vault recovery point plan selection backup stack stackset change app id ids name names arns
    type value values list items item status state description region account accounts`,
    // Grammar of policies, and frequent words in policies and requests.
    `version statement sid effect allow deny principal notprincipal action notaction resource notresource condition stringequals stringlike
    arnequals arnlike bool null true false none all any other default standard enabled disabled enable disable active inactive pending success
    failure failed complete completed available running stopped terminated public private ip read write full control owner bucketowner tcp udp icmp
    http https ssh rdp tls ssl aes aes128 aes256 gcm sha sha1 sha256 sha384 rsa ecdhe x25519 kms symmetric encrypt decrypt verify
    sourcearn sourceaccount sourceip secure transport principalorgid viaservice hidden due to reasons omitted redacted sensitive xmlns doc md
    linux windows macos nano micro small medium large xlarge metal gp2 gp3 io1 io2 string number binary boolean integer email sms csv json xml
    yaml text html zip gzip parquet`,
    // Words of error messages.
    `a an and are as at be because been by can cannot could did do does for from has have if in into is it its may must no not of on only or
    out that the there this to too was were when which with without you your authorized perform explicit identity based allows permissions
    boundary access denied exist exists found already invalid error exception request required missing unknown unsupported operation
    unauthorized forbidden throttling rate exceeded limit maximum minimum specified given using use used user's configuration tagset
    accessdenied nosuchbucket nosuchentity failed authentication login logout switch console password check checks dry run flag would succeeded`,
    // Programs that call AWS, and their platforms.
    `aws cli sdk go java js nodejs node python ruby rust php dotnet net boto boto3 botocore aiobotocore resource linux windows darwin mac os
    x86 x86_64 amd64 arm64 aarch64 cpython pypy vendor oracle corporation openjdk vm bit hotspot tm mozilla chrome safari firefox edge gecko
    applewebkit khtml like macintosh intel x11 ubuntu prompt off command cfg retry mode standard legacy adaptive exec env lib ua md lang config
    terraform hashicorp terraform pulumi cdk apn provider curl wget httpclient internal coral amzn amzn2 amazon2 s3 s3console cloudtrail dalvik
    android iphone ipad powershell awspowershell kernel source installer exe distrib container api exec ft m http amazonaws amazon compute internal ec2 s3`,
    // Times, and endings of names.
    `am pm utc gmt com net org io edu example local json gz log txt`,
  ].flatMap((line) => line.split(/\s+/)),
);

/**
 * Replaces words: letters by letters and digits by digits, ids by ids of the same form. Different words become different ones.
 * Words that rules look for, and the words of AWS, stay.
 */
export class WordRedactor {
  private readonly redactLower = remembered((lower) => this.replaceLower(lower), MAX_REMEMBERED);
  private readonly parts: RegExp | undefined;

  constructor(
    private readonly key: RedactionKey,
    private readonly rules: RuleWords,
  ) {
    const parts = [...rules.parts].sort((one, other) => other.length - one.length);
    if (parts.length > 0) this.parts = new RegExp(`(${parts.join('|')})`, 'u');
  }

  /** The replacement of a word, in the same letter case. */
  redact(word: string): string {
    return inCaseOf(word, this.redactLower(word.toLowerCase()));
  }

  /** Whether a word shows nothing about who uses AWS. */
  isPublic(lower: string): boolean {
    return (
      /^[!-~]$/.test(lower) ||
      PUBLIC_WORDS.has(lower) ||
      this.rules.words.has(lower) ||
      (lower.length <= MAX_PLAIN_DIGITS && /^\d+$/.test(lower)) ||
      DATE.test(lower)
    );
  }

  private replaceLower(lower: string): string {
    if (this.isPublic(lower)) return lower;
    const shape = shapeOf(lower);
    if (shape.kind === 'hex' && lower.length >= MIN_SCATTERED) return scatter(lower, this.key);
    if (shape.kind === 'word' && this.parts?.test(lower) === true)
      // Split at the groups of the expression: the parts stay where they are.
      return lower
        .split(this.parts)
        .map((piece, at) => (at % 2 === 1 || piece === '' ? piece : this.replace(piece, WORD_SHAPE(piece))))
        .join('');
    return this.replace(lower, shape);
  }

  /** Continues until the word is of the same kind and not one that stays; so no two words get the same replacement. */
  private replace(lower: string, shape: Shape): string {
    const characters = [...lower];
    const alphabets = characters.map((_, at) => shape.alphabetAt(at));
    const radices = alphabets.slice(shape.kept).map(({ length }) => length);
    let digits: readonly number[] = characters.slice(shape.kept).map((character, at) => {
      const alphabet = alphabets[at + shape.kept] as string;
      const found = alphabet.indexOf(character);
      return found < 0 ? (character.codePointAt(0) as number) % alphabet.length : found;
    });
    let redacted = lower;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      digits = permute(digits, radices, this.key);
      redacted =
        lower.slice(0, shape.kept) + digits.map((digit, at) => alphabets[at + shape.kept]?.[digit]).join('');
      if (shapeOf(redacted).kind === shape.kind && !this.isPublic(redacted)) return redacted;
    }
    return redacted;
  }
}

function shapeOf(lower: string): Shape {
  if (/^\d+$/.test(lower))
    return { kind: lower.startsWith('0') ? 'zeros' : 'number', kept: 0, alphabetAt: () => DIGITS };
  if (UNIQUE_ID.test(lower)) {
    const isBase32 = /^[a-z2-7]+$/.test(lower);
    return { kind: isBase32 ? 'id' : 'old-id', kept: 4, alphabetAt: () => (isBase32 ? BASE32 : BASE36) };
  }
  if (/^(?=.*\d)(?=.*[a-f])[0-9a-f]{8,}$/.test(lower)) return { kind: 'hex', kept: 0, alphabetAt: () => HEX };
  return WORD_SHAPE(lower);
}

const WORD_SHAPE = (lower: string): Shape => {
  const characters = [...lower];
  return {
    ...{ kind: 'word', kept: 0 },
    alphabetAt: (at) => {
      const character = characters[at] as string;
      if (/\d/.test(character)) return DIGITS;
      return /[a-z]/.test(character) ? LETTERS : ACCENTED;
    },
  };
};

function inCaseOf(word: string, redacted: string): string {
  if (word === word.toLowerCase()) return redacted;
  if (word === word.toUpperCase()) return redacted.toUpperCase();
  const written = [...word];
  return [...redacted]
    .map((character, at) => {
      const like = written[at] ?? '';
      return like !== like.toLowerCase() ? character.toUpperCase() : character;
    })
    .join('');
}
