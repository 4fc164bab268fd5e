"""`mediagraph serve`."""

from __future__ import annotations

import click

from api.cli.options import data_option, settings

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@click.command("serve")
@data_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="0 picks a free one.")
def command(data: str | None, host: str, port: int) -> None:
    """Serve the page, read-only SPARQL and explanations; stops on Ctrl-C or SIGTERM."""
    import uvicorn

    from api.app import make_app

    app = make_app(settings(data))
    if host not in _LOOPBACK:
        click.echo(f"Listening on {host}: whoever reaches this address can read everything here.", err=True)
    server = uvicorn.Server(uvicorn.Config(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=3))
    _run(server, host)


def _run(server: object, host: str) -> None:
    """Run a uvicorn server, and say its address once it listens."""
    import asyncio

    import uvicorn

    assert isinstance(server, uvicorn.Server)

    async def run() -> None:
        task = asyncio.create_task(server.serve())
        while not server.started and not task.done():
            await asyncio.sleep(0.02)
        for listening in server.servers:
            for socket in listening.sockets:
                port = socket.getsockname()[1]
                shown = f"[{host}]" if ":" in host else host
                click.echo(f"mediagraph serves http://{shown}:{port}/  (Ctrl-C stops it)", err=True)
        await task

    asyncio.run(run())
