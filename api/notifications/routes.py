"""Notifications on the wire. Contract: /api/v1/notifications."""

from __future__ import annotations

from typing import Final

from litestar import Controller, get, patch

from api.laravel.paginate import LARGEST_PER_PAGE, read_page
from api.laravel.request import StoaRequest
from api.laravel.route import route
from api.laravel.throttle import Throttle
from api.notifications import schemas, service
from api.notifications.schemas import LATEST

PER_PAGE: Final = 20
LATEST_SHOWN: Final = 5


class NotificationController(Controller):
    """/api/v1/notifications: what the caller was told."""

    path = "/api/v1/notifications"
    tags = ("Notifications",)

    @get(
        operation_id="ListNotifications",
        opt=route("notification", "list_own", throttle=Throttle(100)),
    )
    async def list(self, request: StoaRequest) -> schemas.NotificationPage:
        """The caller's own, newest first; ``show_read=false`` leaves out what is read."""
        query = await request.input()
        page = read_page(query, PER_PAGE)
        async with request.unit_of_work(read_only=True) as uow:
            rows, total = await service.list_own(
                uow,
                unread_only=schemas.wants_unread_only(query),
                limit=page.limit,
                offset=page.offset,
            )
        return schemas.notification_page(rows, page, total)

    @get(
        "/latest",
        operation_id="ListLatestNotifications",
        opt=route("notification", "list_own", throttle=Throttle(60), query=LATEST),
    )
    async def latest(self, request: StoaRequest) -> schemas.LatestNotifications:
        """The newest unread ones and how many are unread in all; ``limit`` is 5 unless given."""
        limit = LATEST.check(await request.input()).get("limit")
        shown = limit if isinstance(limit, int) and limit >= 0 else LATEST_SHOWN
        async with request.unit_of_work(read_only=True) as uow:
            rows, unread = await service.list_own(
                uow, unread_only=True, limit=min(shown, LARGEST_PER_PAGE), offset=0
            )
        return schemas.LatestNotifications(
            notifications=[schemas.notification(row) for row in rows], unread_count=unread
        )

    @get(
        "/unread-count",
        operation_id="CountUnreadNotifications",
        opt=route("notification", "list_own", throttle=Throttle(120)),
    )
    async def unread_count(self, request: StoaRequest) -> schemas.UnreadCount:
        """How many of the caller's own are unread."""
        async with request.unit_of_work(read_only=True) as uow:
            return schemas.UnreadCount(unread_count=await service.count_unread(uow))

    @patch(
        "/{notification:str}/read",
        operation_id="MarkNotificationRead",
        opt=route("notification", "mark_read", throttle=Throttle(60)),
    )
    async def read(self, request: StoaRequest) -> schemas.MarkedRead:
        """Mark one of the caller's own as read; again is as good as once."""
        notification_id = request.path_id("notification")
        async with request.unit_of_work() as uow:
            await service.mark_read(uow, notification_id)
        return schemas.ONE_READ

    @patch(
        "/read-all",
        operation_id="MarkAllNotificationsRead",
        opt=route("notification", "mark_read", throttle=Throttle(10)),
    )
    async def read_all(self, request: StoaRequest) -> schemas.MarkedRead:
        """Mark all of the caller's own as read."""
        async with request.unit_of_work() as uow:
            await service.mark_all_read(uow)
        return schemas.ALL_READ
