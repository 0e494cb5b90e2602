"""docker-compose.yml: that it can be read by docker compose, and that it keeps what it promises."""

import pathlib
import re
import shutil
import subprocess

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
ONE_SHOTS = {"secrets", "migrate", "demo", "paydesk"}
SERVICES = {"session-api", "hosted-page", "vault", "fraud-scorer", "webhook-sender", "gateway", "sandbox", "postgres"}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def services(compose):
    return compose["services"]


def test_docker_compose_reads_it():
    command = next(
        (
            command
            for command in (["docker", "compose"], ["docker-compose"])
            if shutil.which(command[0]) and subprocess.run([*command, "version"], capture_output=True).returncode == 0
        ),
        None,
    )
    if command is None:
        pytest.skip("neither docker compose nor docker-compose is installed")
    for profiles in ([], ["--profile", "sandbox"], ["--profile", "sandbox", "--profile", "admin"]):
        ran = subprocess.run([*command, *profiles, "config", "-q"], cwd=ROOT, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr
        assert "not set" not in ran.stderr, ran.stderr


def test_everything_is_there(services):
    assert set(services) == ONE_SHOTS | SERVICES
    assert {name for name, service in services.items() if "sandbox" in service.get("profiles", [])} == {"demo", "sandbox"}


def test_every_container_is_hardened(services):
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert not service.get("privileged") and "user" not in service, name
        assert service["mem_limit"] and service["pids_limit"], name
        assert set(service["logging"]["options"]) == {"max-size", "max-file"}, name
        assert name == "postgres" or "cap_add" not in service, name
        for volume in service.get("volumes", []):
            assert not volume.startswith((".", "/", "~")), f"{name}: nothing of the machine is mounted"


def test_services_come_back_and_one_shots_do_not(services):
    for name in SERVICES:
        assert services[name]["restart"] == "unless-stopped", name
        assert services[name]["healthcheck"]["test"][0] == "CMD", f"{name}: no shell for a health check"
        assert int(services[name]["stop_grace_period"].rstrip("s")) >= 12, name
    for name in ONE_SHOTS:
        assert "restart" not in services[name], name
    for name in SERVICES - {"postgres"}:
        assert services[name]["healthcheck"]["test"][1:3] == ["paydesk", "healthcheck"], name


def test_one_shots_come_first(services):
    def waits_for(name):
        return {other: wait["condition"] for other, wait in services[name].get("depends_on", {}).items()}

    assert waits_for("migrate") == {"secrets": "service_completed_successfully", "postgres": "service_healthy"}
    for name in ("session-api", "vault", "fraud-scorer", "webhook-sender", "demo"):
        assert waits_for(name)["migrate"] == "service_completed_successfully", name
    assert waits_for("sandbox") == {"demo": "service_completed_successfully"}
    # No service needs another one to start.
    for name in SERVICES - {"postgres"}:
        assert set(waits_for(name)) <= ONE_SHOTS, name


def test_only_public_ports_are_published_and_only_here(services):
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert set(published) == {"gateway", "sandbox"}
    ports = [port for ports in published.values() for port in ports]
    assert [port.rsplit(":", 1)[1] for port in ports] == ["8080", "8081", "8082", "8090"]
    assert all(port.startswith("${BIND_ADDRESS:-127.0.0.1}:") for port in ports)


def test_only_vault_and_webhook_sender_reach_out(compose, services):
    networks = compose["networks"]
    closed = {name for name, network in networks.items() if (network or {}).get("internal")}
    # Published ports need a network that is not internal; this one lets nothing out.
    masquerade = "com.docker.network.bridge.enable_ip_masquerade"
    closed |= {n for n, network in networks.items() if (network or {}).get("driver_opts", {}).get(masquerade) == "false"}
    for name, service in services.items():
        ways_out = set(service.get("networks", [])) - closed
        assert service.get("networks") or service.get("network_mode") == "none", name
        assert ways_out == {"vault": {"to-acquirers"}, "webhook-sender": {"to-merchants"}}.get(name, set()), name


def test_the_database_is_reached_by_those_who_need_it(services):
    reach = {name for name, service in services.items() if "database" in service.get("networks", [])}
    assert reach == {
        "postgres", "migrate", "demo", "paydesk", "session-api", "vault", "fraud-scorer", "webhook-sender",
    }


def test_secrets_are_files_and_each_process_has_its_own(services):
    for name, service in services.items():
        for setting, value in service.get("environment", {}).items():
            if re.search(r"KEY|SECRET|PASSWORD|CREDENTIAL|KEK|DATABASE_URL", setting):
                assert setting.endswith("_FILE"), f"{name}: {setting}"
                assert value.startswith(("/run/secrets/", "/var/lib/paydesk/secrets/")), f"{name}: {setting}"
        assert not re.search(r"://[^/ ]*:[^/ ]*@", str(service)), f"{name}: a password in plain text"
    for name in SERVICES - {"gateway"}:
        mounts = [volume for volume in services[name]["volumes"] if volume.startswith("secrets-")]
        assert mounts == [f"secrets-{name}:/run/secrets:ro"], name


def test_what_differs_between_services_scales(services):
    for name in ("session-api", "hosted-page", "vault", "fraud-scorer", "webhook-sender"):
        service = services[name]
        assert "container_name" not in service and "ports" not in service and "hostname" not in service, name


def test_one_value_suits_both_readers_of_a_setting(services):
    values = {services[name]["environment"]["WEBHOOK_ALLOW_PRIVATE"] for name in ("session-api", "webhook-sender")}
    assert len(values) == 1


def test_the_dockerfile_needs_nothing_from_elsewhere():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert not any(re.match(r"#\s*syntax\s*=", line) for line in lines)
    bases = {line.split()[1] for line in lines if line.startswith("FROM ")}
    assert bases == {"swift:6.3-bookworm", "debian:bookworm-slim", "base"}
    stages = re.split(r"^FROM ", "\n".join(lines), flags=re.M)[1:]
    for stage in stages:
        if stage.split()[2] in {"gateway", "paydesk"}:
            assert "\nUSER 10001:10001" in stage, "no image runs as root"
