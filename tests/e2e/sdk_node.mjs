// The official Node client, used as anyone uses it; prints what it parsed as one JSON object.
import OpenAI from "openai";

const { URL: baseURL, KEY, NARROW, RED, BLUE } = process.env;
const client = new OpenAI({ baseURL, apiKey: KEY, maxRetries: 0 });
const narrow = new OpenAI({ baseURL, apiKey: NARROW, maxRetries: 0 });
const user = (content) => [{ role: "user", content }];
const image = (url) => ({ type: "image_url", image_url: { url } });
const out = {};

const kind = async (work) => {
  try {
    await work();
    return "no error";
  } catch (error) {
    return [error.constructor.name, error.status ?? null, error.code ?? null];
  }
};
const ask = (more) => client.chat.completions.create({ model: "plain", messages: user("Hello"), ...more });
const read = async (stream) => {
  let words = "", refusal = "", finish = null, usage = null;
  for await (const chunk of stream) {
    words += chunk.choices[0]?.delta?.content ?? "";
    refusal += chunk.choices[0]?.delta?.refusal ?? "";
    finish = chunk.choices[0]?.finish_reason ?? finish;
    usage = chunk.usage ?? usage;
  }
  return { words, refusal, finish, usage };
};

const plain = await ask({});
out.plain = [plain.choices[0].message.content, plain.choices[0].finish_reason, Boolean(plain._request_id)];
out.streamed = await read(await ask({ stream: true, stream_options: { include_usage: true } }));
out.helper = await client.chat.completions.stream({ model: "plain", messages: user("Hello") }).finalContent();
out.two = new Set((await ask({ model: "counting", n: 2 })).choices.map((c) => c.message.content)).size;
out.images = (await ask({ messages: user([image(RED), image(BLUE)]) })).choices[0].finish_reason;
const tools = [{ type: "function", function: { name: "weather", parameters: {} } }];
out.tool = (await ask({ model: "tools", tools })).choices[0].message.tool_calls[0].function;
const helper = client.chat.completions.stream({ model: "tools", messages: user("Hello"), tools });
out.toolStream = (await helper.finalChatCompletion()).choices[0].message.tool_calls[0].function;
const refused = await ask({ messages: user("FORBIDDEN") });
out.refusal = [refused.choices[0].finish_reason, refused.choices[0].message.refusal, refused.x_clearsight.category];
out.refusalStream = await read(await ask({ messages: user("FORBIDDEN"), stream: true }));
await narrow.chat.completions.create({ model: "plain", messages: user("Hello") });
out.limit = await kind(() => narrow.chat.completions.create({ model: "plain", messages: user("Hello") }));
out.notFound = await kind(() => ask({ model: "none" }));
out.bad = await kind(() => ask({ messages: user([{ type: "x" }]) }));
out.server = await kind(() => ask({ model: "failing" }));
out.cut = await kind(async () => read(await ask({ model: "cut", stream: true })));
out.breaking = await kind(async () => read(await ask({ model: "breaking", stream: true })));
const moderation = await client.moderations.create({ input: [{ type: "text", text: "FORBIDDEN" }, image(RED), image(BLUE)] });
out.moderation = [moderation.results[0].flagged, moderation.results[0].categories.illicit];
console.log(JSON.stringify(out));
