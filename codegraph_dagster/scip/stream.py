"""Reads a SCIP index one part at a time, without holding the whole of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from google.protobuf import proto
from google.protobuf.message import DecodeError

from codegraph_dagster.errors import CodegraphError
from codegraph_dagster.scip.protocol import scip_pb2 as scip

Part = scip.Metadata | scip.Document | scip.SymbolInformation

# The byte before each part says which field of `Index` follows, and that its length comes first (wire type 2).
_PARTS: dict[bytes, type[Part]] = {
    bytes([scip.Index.METADATA_FIELD_NUMBER << 3 | 2]): scip.Metadata,
    bytes([scip.Index.DOCUMENTS_FIELD_NUMBER << 3 | 2]): scip.Document,
    bytes([scip.Index.EXTERNAL_SYMBOLS_FIELD_NUMBER << 3 | 2]): scip.SymbolInformation,
}


def read_scip(path: Path) -> Iterator[Part]:
    """The metadata, the documents and the external symbols of an index, in the order of the file.

    Raises CodegraphError when the file cannot be read, is cut off, or is no SCIP index.
    """
    try:
        with path.open("rb") as file:
            while field := file.read(1):
                # Any binary file will do: the function only calls `read`.
                part = proto.parse_length_prefixed(_PARTS[field], file)  # type: ignore[arg-type]
                if part is None:  # the file ends where the length should be
                    raise EOFError("the file ends in the middle of a part")
                yield part
    except OSError as error:
        raise CodegraphError(f"{path} cannot be read: {error.strerror or error}") from error
    except (KeyError, ValueError, EOFError, DecodeError) as error:
        raise CodegraphError(f"{path} is no whole SCIP index; export it again") from error
