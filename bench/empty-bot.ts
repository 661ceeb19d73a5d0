import {
  ActivityHandler,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type InvokeResponse,
  type Request,
  type Response,
} from "botbuilder";
import { createServer, plugins } from "restify";

/** The smallest bot that answers an Action.Execute: what the SDK and the HTTP server cost by themselves. */
class EmptyBot extends ActivityHandler {
  protected override async onInvokeActivity(): Promise<InvokeResponse> {
    const body = {
      statusCode: 200,
      type: "application/vnd.microsoft.activity.message",
      value: "ok",
    };
    return { status: 200, body };
  }
}

const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
const bot = new EmptyBot();
const server = createServer();
server.use(plugins.bodyParser());
server.post("/api/messages", async (request, response) => {
  await adapter.process(request as unknown as Request, response as unknown as Response, (context) =>
    bot.run(context),
  );
});
server.listen(0, "127.0.0.1", () => {
  process.send?.({ port: server.address().port });
});
