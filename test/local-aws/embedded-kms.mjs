// KMS, as far as GenerateMac, VerifyMac, Sign and GetPublicKey go: JSON 1.1 over HTTP, with a key of its own for each key id.
import { createHmac, generateKeyPairSync, randomBytes, sign, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

/** Starts it on a free port, and gives the port. */
export function startKms() {
  const keys = new Map();
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).replace('TrentService.', '');
      const { status, body } = answer(keys, operation, JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    });
  });
  server.keepAliveTimeout = 0;
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
}

function answer(keys, operation, { KeyId, MacAlgorithm, Message, Mac, SigningAlgorithm }) {
  if (operation === 'GetPublicKey') {
    const PublicKey = pairOf(keys, KeyId).publicKey.export({ format: 'der', type: 'spki' });
    return { status: 200, body: { KeyId, PublicKey: PublicKey.toString('base64') } };
  }
  if (operation === 'Sign') {
    if (SigningAlgorithm !== 'RSASSA_PKCS1_V1_5_SHA_256') return fault('InvalidKeyUsageException', KeyId);
    const signature = sign('RSA-SHA256', Buffer.from(Message, 'base64'), pairOf(keys, KeyId).privateKey);
    return { status: 200, body: { KeyId, SigningAlgorithm, Signature: signature.toString('base64') } };
  }
  if (MacAlgorithm !== 'HMAC_SHA_256') return fault('InvalidKeyUsageException', MacAlgorithm);
  if (!keys.has(KeyId)) keys.set(KeyId, randomBytes(32));
  const computed = createHmac('sha256', keys.get(KeyId)).update(Buffer.from(Message, 'base64')).digest();
  if (operation === 'GenerateMac') {
    return { status: 200, body: { KeyId, MacAlgorithm, Mac: computed.toString('base64') } };
  }
  if (operation !== 'VerifyMac') return fault('UnknownOperationException', operation);
  const given = Buffer.from(Mac, 'base64');
  const isValid = given.length === computed.length && timingSafeEqual(given, computed);
  return isValid
    ? { status: 200, body: { KeyId, MacAlgorithm, MacValid: true } }
    : fault('KMSInvalidMacException', 'the code is another');
}

function pairOf(keys, keyId) {
  const name = `${keyId} pair`;
  if (!keys.has(name)) keys.set(name, generateKeyPairSync('rsa', { modulusLength: 2048 }));
  return keys.get(name);
}

function fault(type, message) {
  return { status: 400, body: { __type: type, message } };
}
