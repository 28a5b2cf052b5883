"""The OpenAPI document: every route stands in it, and what is answered agrees with it."""

import re
from datetime import datetime
from typing import Any

import pytest

from api.declaring import ROUTES
from api.openapi import document, readable
from staff.access import BY_TOKEN, access_of
from tests.api.systems import system
from tests.api.test_resources import READS, evening, scan

assert evening
TYPES = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict, "null": type(None)}


def disagreements(schema: dict[str, Any], value: Any, whole: dict[str, Any], at: str = "") -> list[str]:
    """Where the value is not as the schema says; of JSON Schema as much as our document uses."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/components/schemas/")
        return disagreements(whole["components"]["schemas"][name], value, whole, at)
    if "anyOf" in schema:
        tried = [disagreements(one, value, whole, at) for one in schema["anyOf"]]
        return [] if any(not found for found in tried) else tried[0]
    unknown = schema.keys() - {
        "type", "properties", "required", "additionalProperties", "items", "maxItems", "enum", "format", "maxLength",
        "minimum", "maximum", "description",
    }  # fmt: skip
    assert not unknown, unknown
    kind = TYPES[schema["type"]]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        return [f"{at}: {value!r} is no {schema['type']}"]
    found = []
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{at}: {value!r} is not in {schema['enum']}")
    if isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
        found.append(f"{at}: too long")
    if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        found.append(f"{at}: {value} out of bounds")
    if schema.get("format") == "date-time" and datetime.fromisoformat(value).tzinfo is None:
        found.append(f"{at}: no zone")
    if isinstance(value, dict):
        known = schema.get("properties", {})
        found += [f"{at}/{name} is missing" for name in schema.get("required", ()) if name not in value]
        found += [f"{at}/{name} is unknown" for name in value if name not in known]
        for name in value.keys() & known.keys():
            found += disagreements(known[name], value[name], whole, f"{at}/{name}")
    if isinstance(value, list):
        for place, one in enumerate(value):
            found += disagreements(schema["items"], one, whole, f"{at}/{place}")
    return found


def test_every_route_of_the_application_stands_in_the_document_with_what_it_takes(app):
    told = document("https://yaji.example")["paths"]
    served = {
        (re.sub(r"<(?:int:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1")), method.lower())
        for rule in app.url_map.iter_rules()
        if access_of(app, rule.endpoint) == BY_TOKEN
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }

    assert {(path, method) for path, methods in told.items() for method in methods} == served
    for route in ROUTES:
        operation = told[readable(route.path)][route.method.lower()]
        names = {one["name"] for one in operation["parameters"] if one["in"] == "query"}
        assert names == {one.name for one in route.query}
        assert ("requestBody" in operation) == (route.body is not None)
        assert operation["x-permissions"] == [one.value for one in route.permissions]


def test_every_reference_in_the_document_leads_somewhere(app, browser):
    answer = browser.get("/api/v1/openapi.json")
    whole = answer.json

    assert whole["openapi"] == "3.1.0"
    for place in set(re.findall(r'"#/components/(\w+)/(\w+)"', answer.text)):
        assert place[1] in whole["components"][place[0]], place


def test_real_answers_agree_with_the_document(cast, evening):
    told, whole = system(cast), document("https://yaji.example")
    path = f"/events/{evening['event']}/check-ins"
    answers = [
        ("post", "/events/{event_id}/check-ins", told.post(path, scan(evening["guest"]))),
        ("post", "/events/{event_id}/check-ins", told.post(path, scan(evening["guest"], 2))),
        (
            "post",
            "/events/{event_id}/check-ins/batch",
            told.post(f"{path}/batch", {"rows": [scan(evening["guest"], 3, at="2027-01-01T00:00:00Z"), {}]}),
        ),
        ("post", "/clients/search", told.post("/clients/search", {"q": "王"})),
    ]
    for address in READS:
        name = address.replace("{event}", "{event_id}").replace("{guest}", "{invitation_id}")
        answers.append(("get", name.replace("{client}", "{client_id}"), told.get(address.format(**evening))))
    later = cast.add_invitation(cast.add_event(), cast.add_client(number="n9"))
    replied = told.post(f"/guests/{later}/replies", {"answer": "accepted"})
    answers.append(("post", "/guests/{invitation_id}/replies", replied))

    assert len(answers) == len(ROUTES) + 1  # checking in was tried twice
    for method, address, answer in answers:
        responses = whole["paths"][address][method]["responses"]
        schema = responses[str(answer.status_code)]["content"]["application/json"]["schema"]
        assert disagreements(schema, answer.json, whole) == [], address
    problem = told.get("/events/99")
    assert disagreements(whole["components"]["schemas"]["Problem"], problem.json, whole) == []


def test_the_check_of_answers_can_fail():
    whole = {"components": {"schemas": {"A": {"type": "object", "properties": {"id": {"type": "integer"}}}}}}
    assert disagreements({"$ref": "#/components/schemas/A"}, {"id": "1", "x": 2}, whole) != []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_names_every_address_field_and_problem(app, browser, language):
    page = browser.get(f"/api/v1/?lang={language}").text
    whole = document("https://yaji.example")

    for route in ROUTES:
        assert f"{route.method} {readable(route.path)}" in page
    for name, schema in whole["components"]["schemas"].items():
        if name != "Problem":
            assert all(f"<code>{field}</code>" in page for field in schema["properties"]), name
