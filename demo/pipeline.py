"""The demo's run: servers, stack, events, loader, dbt, figures. One function a step."""

import os
import shlex
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from demo import commands, emulator, stack, warehouse
from demo.arrival import Arrivals
from demo.process import PROJECT_DIR
from demo.report import Report
from producers.bikes.events import BikeEvent, facts_of, in_lanes
from producers.bikes.simulate import simulate
from producers.bikes.stations import STATIONS
from producers.send import kinesis_client, send
from producers.sensors.readings import CYCLES, DEVICES, STEPS

STACK = "redshift-elt"
TEMPLATE = PROJECT_DIR / "infra" / "landing.yml"
# Firehose waits so long for more records before it writes a file: short, for a short demo.
BUFFER_SECONDS = 1
SENDING_THREADS = 8
# A twentieth of the real TICKIT: 9,625 listings and 8,623 sales.
TICKIT_SCALE = 0.05
CHARGING_RECORDS = 1_000
CHARGING_BROKEN = 0.02
# All devices' readings of 7 hours and 24 minutes, played in a moment.
SENSORS_READINGS = len(DEVICES) * CYCLES * STEPS
SENSORS_TIME_SCALE = 1_000_000
_FIGURES = {
    "total_files": "select coalesce(sum(files), 0) from loader.loads where feed = 'bikes'",
    "total_rows": "select count(*) from landing.bike_events",
    "events_distinct": "select count(*) from analytics_staging.stg_bikes__events",
    "versions": "select count(*) from analytics.bike_status_history",
    "bikes": "select count(*) from analytics.bike_status_current",
    "stations": "select count(*) from analytics.dim_stations",
    "readings": "select count(*) from analytics.sensor_readings",
    "sessions": "select count(*) from analytics_staging.stg_charging__sessions",
    "records_refused": "select count(*) from analytics_staging.stg_charging__records_refused",
}
_LOADED = {
    name: (
        f"select coalesce(sum({column}), 0) from loader.loads"
        " where feed = 'bikes' and load_id > {last}"
    )
    for name, column in (
        ("files_landed", "files"),
        ("rows_landed", "rows"),
        ("files_quarantined", "quarantined"),
    )
}


# What would lead AWS clients elsewhere, if the user has it set.
_IN_THE_WAY = (
    "AWS_PROFILE",
    "AWS_REGION",
    "AWS_SESSION_TOKEN",
    "AWS_ENDPOINT_URL_S3",
    "REDSHIFT_SCHEMA",
)


@dataclass(frozen=True, slots=True)
class Ports:
    aws: int
    redshift: int


@dataclass(slots=True)
class Demo:
    """A stack in one state directory. `environment` is what the commands need to reach it."""

    state: Path
    ports: Ports
    environment: dict[str, str] = field(default_factory=dict)

    def start_servers(self) -> bool:
        """Start what does not run. True when an earlier kill cost the emulator its state."""
        aws = emulator.start(self.state, self.ports.aws)
        _point_at(aws.environment)
        self.environment |= aws.environment
        warehouse.start(self.state, self.ports.redshift, aws.environment)
        self.environment |= warehouse.environment(self.ports.redshift)
        if aws.dropped:
            # Its role and its Glue database are gone with the emulator's state.
            warehouse.run(self.ports.redshift, "drop schema if exists tickit_external")
        return aws.dropped

    def deploy(self) -> None:
        """Deploy infra/ and write the profile and the environment for the commands."""
        outputs = stack.deploy(TEMPLATE, STACK, {"BufferSeconds": str(BUFFER_SECONDS)})
        profiles = self.state / "profiles.yml"
        shutil.copyfile(PROJECT_DIR / "profiles.example.yml", profiles)
        self.environment |= {
            "DBT_PROFILES_DIR": str(self.state.resolve()),
            "LANDING_BUCKET": outputs["BucketName"],
            "TICKIT_BUCKET": outputs["BucketName"],
            "BIKES_STREAM": outputs["StreamName"],
            "BIKES_QUEUE_URL": outputs["QueueUrl"],
            "CHARGING_STREAM": outputs["ChargingStreamName"],
            "SENSORS_DELIVERY_STREAM": outputs["SensorsDeliveryStreamName"],
            "SENSORS_QUEUE_URL": outputs["SensorsQueueUrl"],
            "REDSHIFT_COPY_ROLE_ARN": outputs["CopyRoleArn"],
            "REDSHIFT_SPECTRUM_ROLE_ARN": outputs["SpectrumRoleArn"],
            "REDSHIFT_STREAM_ROLE_ARN": outputs["StreamRoleArn"],
        }
        lines = [f"unset {' '.join(_IN_THE_WAY)}"]
        lines += [f"export {name}={shlex.quote(v)}" for name, v in self.environment.items()]
        (self.state / "env").write_text("\n".join(lines) + "\n", "utf-8")

    def put_tickit(self) -> None:
        """Put the files of TICKIT where its external tables look for them."""
        place = f"s3://{self.environment['TICKIT_BUCKET']}/tickit"
        commands.run_python(
            "producers", ["tickit", "--scale", str(TICKIT_SCALE), "--s3", place], self.environment
        )

    def set_up(self) -> None:
        """Make schemas, dbt's user and the external tables, as on a new warehouse of one's own."""
        for operation in ("setup_warehouse", "stage_external_sources"):
            commands.run_dbt(["run-operation", operation], self.environment)

    def charge(self) -> None:
        """Make the streaming views, and put on their stream what the next build reads."""
        commands.run_dbt(["run", "--select", "path:models/streams"], self.environment)
        records, broken = str(CHARGING_RECORDS), str(CHARGING_BROKEN)
        commands.run_python(
            "producers", ["charging", "--records", records, "--broken", broken], self.environment
        )

    def measure(self) -> None:
        """Play the sensors' hours in a moment; return when their files are announced."""
        arrivals = Arrivals(
            self.environment["LANDING_BUCKET"], self.environment["SENSORS_QUEUE_URL"], "sensors"
        )
        commands.run_python(
            "producers", ["sensors", "--time-scale", str(SENSORS_TIME_SCALE)], self.environment
        )
        arrivals.wait(SENSORS_READINGS)

    @property
    def page(self) -> Path:
        """The page of charts that the demo ends with."""
        return self.state.resolve() / "report.html"

    def write_page(self) -> None:
        commands.run_python("report", ["--out", str(self.page)], self.environment)

    def send(
        self, events: Sequence[BikeEvent], report: Report, on_progress: Callable[[int], None]
    ) -> Arrivals:
        """Send the events; the count of what arrives begins just before."""
        arrivals = Arrivals(self.environment["LANDING_BUCKET"], self.environment["BIKES_QUEUE_URL"])
        client = kinesis_client(SENDING_THREADS)
        lanes = in_lanes(events, SENDING_THREADS)
        sent = send(client, self.environment["BIKES_STREAM"], lanes, on_progress)
        if not_sent := len(events) - sent.records:
            raise ConnectionError(f"{not_sent} events were not sent: {sent.error}")
        facts = facts_of(events)
        report.events_sent = sent.records
        report.events_late = facts.late
        report.events_out_of_order = facts.out_of_order
        report.events_repeated = facts.repeated
        return arrivals

    def last_load(self) -> int:
        """The last load of the bikes feed; 0 before the first."""
        port = self.ports.redshift
        (tables,) = warehouse.ask(
            port,
            [
                "select count(*) from information_schema.tables"
                " where table_schema = 'loader' and table_name = 'loads'"
            ],
        )
        if not tables:
            return 0
        question = "select coalesce(max(load_id), 0) from loader.loads where feed = 'bikes'"
        return int(warehouse.ask(port, [question])[0])

    def figures(self, report: Report, last_load: int) -> None:
        """Ask the warehouse what is in it, and what the loads after `last_load` brought."""
        questions = _FIGURES | {
            name: question.format(last=last_load) for name, question in _LOADED.items()
        }
        answers = warehouse.ask(self.ports.redshift, list(questions.values()))
        for name, answer in zip(questions, answers, strict=True):
            setattr(report, name, int(answer))


def _point_at(aws: Mapping[str, str]) -> None:
    """Let this process and those that it starts reach the emulator and nothing else."""
    for name in _IN_THE_WAY:
        os.environ.pop(name, None)
    os.environ.update(aws)


def simulated(events: int, bikes: int) -> Sequence[BikeEvent]:
    """Events of simulated bikes up to now, other ones in each run."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    return simulate(
        bikes=bikes, events=events, stations=STATIONS, until=now, seed=int(now.timestamp())
    )


def stop(state: Path) -> list[str]:
    """Stop the servers of the state directory; the names of those that ran."""
    stopped = []
    for name, server in (("localshift", warehouse), ("ministack", emulator)):
        if server.stop(state):
            stopped.append(name)
    return stopped


@contextmanager
def timed(report: Report, step: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    report.seconds[step] = round(time.monotonic() - started, 2)
