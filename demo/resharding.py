"""ministack's Kinesis, with the closed shards that Amazon keeps.

AWS: Kinesis Data Streams, "Complete the resharding action"; API_Shard, API_GetRecords,
API_UpdateShardCount. A shard that is split or merged takes no more records, and is read to its end.
ministack drops it with all that it holds. Here it stays among the stream's shards, and so in the
saved state, with the sequence number that it ends at.

SubscribeToShard is ministack's: it gives the records of a closed shard, and does not tell its end.
"""

import json
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
# Status, headers, body.
Answer = tuple[int, Json, bytes]

# ministack's functions: those that are replaced here, and those that are called.
REPLACED = {
    "_split_shard": ["data"],
    "_merge_shards": ["data"],
    "_update_shard_count": ["data"],
    "_get_records": ["data"],
    "_describe_stream_summary": ["data"],
    "_route_to_shard": ["hash_key_int", "stream"],
    "_shard_out": ["shard_id", "shard"],
}
CALLED: dict[str, list[str]] = {
    "_resolve_stream": ["data"],
    "_next_sequence_number": [],
    "_compute_hash_ranges": ["shard_count"],
}
_END = "ending_sequence_number"


def keep_closed_shards(kinesis: Any) -> None:
    """Replace in ministack's module what REPLACED names."""
    replacements = Replacements(kinesis)
    for name in REPLACED:
        setattr(kinesis, name, getattr(replacements, name.removeprefix("_")))


class Replacements:
    """Each public method stands for ministack's function of its name, which it calls in turn."""

    def __init__(self, kinesis: Any) -> None:
        self._kinesis = kinesis
        self._original: dict[str, Callable[..., Any]] = {
            name: getattr(kinesis, name) for name in REPLACED
        }

    def split_shard(self, data: Json) -> Answer:
        return self._close("_split_shard", data, "ShardToSplit")

    def merge_shards(self, data: Json) -> Answer:
        return self._close("_merge_shards", data, "ShardToMerge", "AdjacentShardToMerge")

    def _close(self, name: str, data: Json, *members: str) -> Answer:
        """Split or merge; the shards that these members of the request name are closed by it."""
        _, stream = self._kinesis._resolve_stream(data)
        shards = stream["shards"] if stream else {}
        named = {id_: shards[id_] for member in members if (id_ := data.get(member)) in shards}
        for id_, shard in named.items():
            if _END in shard:
                refusal: Answer = self._kinesis.error_response_json(
                    "InvalidArgumentException",
                    f"Shard {id_} in stream {stream['StreamName']} has already been merged or"
                    " split, and thus is not eligible for merging or splitting.",
                )
                return refusal
        end = self._kinesis._next_sequence_number()
        answer: Answer = self._original[name](data)
        if answer[0] == 200:
            shards |= {id_: shard | {_END: end} for id_, shard in named.items()}
        return answer

    def update_shard_count(self, data: Json) -> Answer:
        """Split where a new shard begins, then merge what lies within one of the new shards."""
        _, stream = self._kinesis._resolve_stream(data)
        target = int(data.get("TargetShardCount") or 0)
        if not stream or target < 1:
            refusal: Answer = self._original["_update_shard_count"](data)
            return refusal
        name = {"StreamName": stream["StreamName"]}
        before = len(open_shards(stream))
        ranges = [
            (int(first), int(last)) for first, last in self._kinesis._compute_hash_ranges(target)
        ]
        for first, _ in ranges:
            for id_, shard in open_shards(stream).items():
                if int(shard["starting_hash_key"]) < first <= int(shard["ending_hash_key"]):
                    cut = {"ShardToSplit": id_, "NewStartingHashKey": str(first)}
                    self.split_shard(name | cut)
        for first, last in ranges:
            while len(within := shards_within(stream, first, last)) > 1:
                pair = {"ShardToMerge": within[0], "AdjacentShardToMerge": within[1]}
                self.merge_shards(name | pair)
        counts = {"CurrentShardCount": before, "TargetShardCount": target}
        answer: Answer = self._kinesis.json_response(
            name | {"StreamARN": stream["StreamARN"]} | counts
        )
        return answer

    def get_records(self, data: Json) -> Answer:
        """At the end of a closed shard there is no next iterator."""
        status, headers, body = self._original["_get_records"](data)
        if status == 200:
            iterators = self._kinesis._shard_iterators
            read = iterators[data["ShardIterator"]]
            stream = self._kinesis._streams[read["stream"]]
            shard = stream["shards"][read["shard_id"]]
            if _END in shard:
                page = json.loads(body)
                following = page["NextShardIterator"]
                if iterators[following]["position"] == len(shard["records"]):
                    del iterators[following], page["NextShardIterator"]
                    page["ChildShards"] = child_shards(stream, read["shard_id"])
                    body = json.dumps(page).encode()
        return status, headers, body

    def describe_stream_summary(self, data: Json) -> Answer:
        status, headers, body = self._original["_describe_stream_summary"](data)
        if status == 200:
            _, stream = self._kinesis._resolve_stream(data)
            summary = json.loads(body)
            summary["StreamDescriptionSummary"]["OpenShardCount"] = len(open_shards(stream))
            body = json.dumps(summary).encode()
        return status, headers, body

    def route_to_shard(self, hash_key_int: int, stream: Json) -> str:
        shard: str = self._original["_route_to_shard"](
            hash_key_int, {"shards": open_shards(stream)}
        )
        return shard

    def shard_out(self, shard_id: str, shard: Json) -> Json:
        described: Json = self._original["_shard_out"](shard_id, shard)
        if _END in shard:
            described["SequenceNumberRange"]["EndingSequenceNumber"] = shard[_END]
        return described


def open_shards(stream: Json) -> dict[str, Json]:
    """The shards that take records."""
    return {id_: shard for id_, shard in stream["shards"].items() if _END not in shard}


def shards_within(stream: Json, first: int, last: int) -> list[str]:
    """The open shards that begin between two hash keys, in their order."""
    begins = {id_: int(shard["starting_hash_key"]) for id_, shard in open_shards(stream).items()}
    return sorted((id_ for id_ in begins if first <= begins[id_] <= last), key=begins.__getitem__)


def child_shards(stream: Json, parent: str) -> list[Json]:
    """What GetRecords tells at the end of a shard."""
    children = []
    for id_, shard in stream["shards"].items():
        parents = [shard["parent_shard_id"], shard["adjacent_parent_shard_id"]]
        if parent in parents:
            hash_keys = {
                "StartingHashKey": shard["starting_hash_key"],
                "EndingHashKey": shard["ending_hash_key"],
            }
            child = {"ShardId": id_, "ParentShards": [id_ for id_ in parents if id_]}
            children.append(child | {"HashKeyRange": hash_keys})
    return children
