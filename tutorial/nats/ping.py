"""NATS ping: sends a message on "ping", waits for it on "pong", prints the round trip in microseconds."""
import argparse
import asyncio
import sys
import time

import nats
from nats.errors import TimeoutError as NoAnswer


async def main(args: argparse.Namespace) -> None:
    connection = await nats.connect(args.server)
    pongs = await connection.subscribe("pong")
    await connection.flush()
    payload = b"x" * args.size
    answered = 0
    try:
        while answered != args.count:
            start_ns = time.perf_counter_ns()
            await connection.publish("ping", payload)
            try:
                await pongs.next_msg(timeout=1)
                print(f"{(time.perf_counter_ns() - start_ns) / 1000:.2f}", flush=True)
                answered += 1
            except NoAnswer:
                print("no answer yet: is pong.py running?", file=sys.stderr, flush=True)
            if answered != args.count:
                await asyncio.sleep(args.interval)
    finally:
        await connection.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", default="nats://127.0.0.1:4222", help="the NATS server's address")
    parser.add_argument("--size", type=int, default=64, help="bytes of a message")
    parser.add_argument("--count", type=int, default=-1, help="round trips; without it, until Ctrl-C")
    parser.add_argument("--interval", type=float, default=1.0, help="seconds between two messages")
    try:
        asyncio.run(main(parser.parse_args()))
    except KeyboardInterrupt:
        pass
