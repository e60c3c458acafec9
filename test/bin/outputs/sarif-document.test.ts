import fc from 'fast-check';
import { toPhysicalLocation } from '../../../bin/outputs/sarif-document';

const locationOf = (path: string): object => toPhysicalLocation(path).physicalLocation;

test('an object of S3 is a relative URI, since code scanning refuses other schemes than file, and is described as it is', () => {
  expect(locationOf('s3://logs/AWSLogs/a b.json.gz')).toEqual({
    artifactLocation: {
      uri: 'logs/AWSLogs/a%20b.json.gz',
      description: { text: 's3://logs/AWSLogs/a b.json.gz' },
    },
    region: { startLine: 1 },
  });
});

test.each([
  ['logs/a b.json', 'logs/a%20b.json'],
  ['/var/logs/a.json', '/var/logs/a.json'],
  ['arn:aws:s3:::logs', 'arn%3Aaws%3As3%3A%3A%3Alogs'],
  ['\ud800.json', '%EF%BF%BD.json'],
])('the location %j is the URI %j', (path, uri) =>
  expect(locationOf(path)).toEqual({ artifactLocation: { uri }, region: { startLine: 1 } }),
);

test('no location has a scheme, whatever it is called', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('', 's3://', 's3:', 'https://'),
      fc.string({ unit: 'binary' }),
      (start, name) => {
        const { artifactLocation } = locationOf(start + name) as { artifactLocation: { uri: string } };
        expect(artifactLocation.uri).not.toMatch(/^[^/]*:/);
      },
    ),
  );
});
