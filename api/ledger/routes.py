"""Commissions on the wire. Contract: /api/v1/admin/commission-rules, the shop's switch and
/api/orders/{order}/commission-preview."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from litestar import Controller, get, patch, post

from api.kit.errors import NotFound
from api.kit.money import minor_units
from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.laravel.throttle import Throttle
from api.ledger import schemas, service
from api.ledger.errors import UnknownProducer
from api.ledger.schemas import PREVIEW, RULE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.laravel.rules import Examination


def _managed(limit: int, **more: Any) -> dict[str, object]:
    return route("commission", "manage", throttle=Throttle(limit), operator=True, **more)


class CommissionRuleController(Controller):
    """/api/v1/admin/commission-rules: for the shop's operators."""

    path = "/api/v1/admin/commission-rules"
    tags = ("Commissions",)

    @get(operation_id="ListCommissionRules", opt=_managed(60))
    async def list(self, request: StoaRequest) -> schemas.RulesShown:
        """The shop's rules, the highest priority first."""
        async with request.unit_of_work(read_only=True) as uow:
            return schemas.rules(await service.list_rules(uow))

    @post(
        operation_id="CreateCommissionRule",
        status_code=201,
        opt=_managed(30, body=RULE),
    )
    async def create(self, request: StoaRequest) -> schemas.RuleCreated:
        """Add a rule, which counts as soon as its time has come."""
        sent = await request.input()
        examination = RULE.examine(sent)
        values = schemas.rule_values(examination.settle(), request.tenant.currency)
        try:
            async with request.unit_of_work() as uow:
                stored = await service.add_rule(uow, values)
        except UnknownProducer:
            _settle_unknown(examination)
            raise
        return schemas.created(stored, sent)

    @get(
        "/preview",
        operation_id="PreviewCommission",
        opt=_managed(60, query=PREVIEW),
    )
    async def preview(self, request: StoaRequest) -> schemas.AmountPreview:
        """What would be kept of an amount in the shop's currency."""
        values: Mapping[str, Any] = PREVIEW.check(await request.input())
        amount = minor_units(Decimal(values["amount"]), request.tenant.currency)
        async with request.unit_of_work(read_only=True) as uow:
            found = await service.preview_amount(uow, request.tenant, amount, values["channel"])
        return schemas.AmountPreview(True, schemas.preview(found))

    @patch("/preview", operation_id="ChangeCommissionRuleNamedPreview", opt=_managed(30))
    async def no_rule(self, request: StoaRequest) -> None:
        """No rule has this id; the old router took the word for one (contract: its 405)."""
        raise NotFound

    @patch("/{id:str}", operation_id="ChangeCommissionRule", opt=_managed(30, body=RULE))
    async def change(self, request: StoaRequest) -> schemas.RuleAnswer:
        """Replace what a rule says; of what may be left out, what is left out stays."""
        rule_id = request.path_id("id")
        examination = RULE.examine(await request.input())
        try:
            async with request.unit_of_work() as uow:
                held = await service.find_rule(uow, rule_id)
                values = schemas.rule_values(examination.settle(), request.tenant.currency)
                stored = await service.change_rule(uow, held, values)
        except UnknownProducer:
            _settle_unknown(examination)
            raise
        return schemas.RuleAnswer(True, schemas.rule(stored))

    @post(
        "/{id:str}/toggle",
        operation_id="ToggleCommissionRule",
        status_code=200,
        opt=_managed(30),
    )
    async def toggle(self, request: StoaRequest) -> schemas.RuleAnswer:
        """Put a rule out of use, or in use again."""
        rule_id = request.path_id("id")
        async with request.unit_of_work() as uow:
            return schemas.RuleAnswer(True, schemas.rule(await service.toggle_rule(uow, rule_id)))


class CommissionEngineController(Controller):
    """/api/v1/admin/settings/commission-engine: the shop's switch, whoever throws it (D15)."""

    path = "/api/v1/admin/settings/commission-engine"
    tags = ("Commissions",)

    @get(
        operation_id="ShowCommissionEngine",
        opt=route("commission", "switch", throttle=Throttle(60), operator=True),
    )
    async def show(self, request: StoaRequest) -> schemas.Engine:
        """Whether the shop's orders bear commissions."""
        async with request.unit_of_work(read_only=True) as uow:
            return schemas.Engine(await service.engine_enabled(uow, platform=_platform(request)))

    @post(
        operation_id="SwitchCommissionEngine",
        status_code=200,
        opt=route("commission", "switch", throttle=Throttle(10), operator=True),
    )
    async def switch(self, request: StoaRequest) -> schemas.EngineSwitched:
        """Let the shop's orders bear commissions, or not; what is left out is off."""
        enabled = schemas.switched((await request.input()).get("enabled"))
        async with request.unit_of_work() as uow:
            enabled = await service.switch_engine(uow, enabled=enabled, platform=_platform(request))
        return schemas.EngineSwitched(True, enabled)


@get(
    "/api/orders/{order:str}/commission-preview",
    operation_id="PreviewOrderCommission",
    tags=["Commissions"],
    opt=route("commission", "preview_order", after_validation=True),
)
async def preview_order_commission(request: StoaRequest) -> schemas.OrderPreview:
    """What would be kept of an order, for its producers and admins (D11).

    Without commissions there is no such page for anybody, whoever asks (contract).
    """
    order_id = request.path_id("order")
    async with request.unit_of_work(read_only=True, despite_refusal=True) as uow:
        found = await service.preview_order(
            uow, request.tenant, order_id, platform=_platform(request)
        )
    return schemas.OrderPreview(order_id, schemas.preview(found))


def _platform(request: StoaRequest) -> bool:
    enabled: bool = request.app.state.settings.commission_engine
    return enabled


def _settle_unknown(examination: Examination) -> None:
    """Raise the failure of the rule that only the shop could check, as the dialect words it."""
    examination.note("scope_producer_id", "exists")
    examination.settle()
