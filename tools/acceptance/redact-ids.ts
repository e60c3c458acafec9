/** What identifies an account and what is in it, by its form, whatever stands around it. */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [/arn:aws[\w-]*:[^\s"'`|,;)\]}]*/gi, '<arn>'],
  [/[^\s"'`<>|,;:()[\]{}]+@[^\s"'`<>|,;:()[\]{}]+/g, '<address>'],
  [/(?:ABIA|ACCA|AGPA|AIDA|AIPA|AKIA|ANPA|ANVA|APKA|AROA|ASCA|ASIA)[A-Z0-9]{8,}/gi, '<key id>'],
  [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '<uuid>'],
  [/\d{12,}|\d{4}([- ])\d{4}\1\d{4}/g, '<account>'],
  [/ou-[a-z0-9]{4,}-[a-z0-9]{8,}|o-[a-z0-9]{10,}|(?<![a-z0-9])r-[a-z0-9]{4,}/g, '<organization>'],
  [/[\w.-]+\.awsapps\.com[^\s"'`|]*/gi, '<portal>'],
  [/ip(?:-\d{1,3}){4}[\w.-]*/gi, '<host>'],
  [/\d{1,3}(?:\.\d{1,3}){3}/g, '<ip address>'],
  [/(?<![\w:])[0-9a-f]{1,4}:(?:[0-9a-f]{0,4}:){2,6}[0-9a-f]{0,4}(?![\w:])/gi, '<ip address>'],
  // Of networks, disks, directories.
  [/[a-z]{1,10}-[0-9a-f]{8,}/g, '<id>'],
  // Names that CloudFormation makes, ids of requests, tokens, secrets.
  [/(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])[\w+/=-]{16,}/g, '<id>'],
];

/**
 * A text without ids: first those that the run knows (account, profile, organization, home folder), then everything that has the form
 * of one. What looks like an id and is none goes too. A word that the run knows is left where it is a part of another one.
 */
export function redactIds(text: string, known: Readonly<Record<string, string>>): string {
  let redacted = text;
  const longestFirst = Object.entries(known).sort(([one], [other]) => other.length - one.length);
  for (const [id, label] of longestFirst) {
    if (/^[A-Za-z]+$/.test(id)) redacted = redacted.replace(new RegExp(`\\b${id}\\b`, 'g'), `<${label}>`);
    else if (id !== '') redacted = redacted.replaceAll(id, `<${label}>`);
  }
  for (const [form, label] of FORMS) redacted = redacted.replace(form, label);
  return redacted;
}
