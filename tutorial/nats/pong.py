"""NATS pong: answers every message on "ping" with the same bytes on "pong"."""
import argparse
import asyncio

import nats


async def main(args: argparse.Namespace) -> None:
    connection = await nats.connect(args.server)

    async def answer(ping) -> None:
        await connection.publish("pong", ping.data)

    await connection.subscribe("ping", cb=answer)
    await connection.flush()
    print("pong ready", flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        await connection.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", default="nats://127.0.0.1:4222", help="the NATS server's address")
    try:
        asyncio.run(main(parser.parse_args()))
    except KeyboardInterrupt:
        pass
