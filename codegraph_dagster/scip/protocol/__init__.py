"""SCIP's own schema, release 0.7.1 of https://github.com/scip-code/scip, under the Apache License 2.0 (LICENSE).

`scip.proto` is unchanged. `scip_pb2.py` and `scip_pb2.pyi` are generated from it, in this folder and with
grpcio-tools 1.73.1, whose output works with protobuf 6.31 up to every release of protobuf 7:

    python -m grpc_tools.protoc -I. --python_out=. --pyi_out=. scip.proto
"""
