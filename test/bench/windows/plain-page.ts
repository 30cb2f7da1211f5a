import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The least that a window can be: a static page from a bare Node http server, with a button that opens another. Ready
 * when its port is printed.
 */
const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Plain page</title>
<h1>Welcome</h1>
<button onclick="window.open('/', '_blank', 'popup,width=480,height=800')">Open</button>
</html>
`;

const server = createServer((_request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': Buffer.byteLength(PAGE) });
  response.end(PAGE);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
