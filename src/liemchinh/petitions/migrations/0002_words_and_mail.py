"""Mailboxes and their messages; on PostgreSQL an index over the words of petitions that needs no extension.

Searches there compare words and beginnings of words; SQLite reads the column of the rows in scope.
"""

import django.db.models.deletion
from django.db import migrations, models

INDEX = "petition_words"
WORDS = "to_tsvector('simple'::regconfig, regexp_replace(search, '[^a-z0-9]+', ' ', 'g'))"


def index(apps, schema_editor):
    """The words of every petition, without the signs between them (a number of a document stays three words)."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"CREATE INDEX {INDEX} ON petitions_petition USING gin ({WORDS})")


def unindex(apps, schema_editor):
    """Take it off again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {INDEX}")


FATES = [
    ("taken", "Đã vào sổ thành đơn"),
    ("added", "Đã gắn vào đơn có từ trước"),
    ("aside", "Để riêng, chờ người xem"),
    ("known", "Đã nhận từ trước"),
]
REASONS = [
    ("automatic", "Thư trả lời tự động"),
    ("bounce", "Thư báo không gửi được"),
    ("bulk", "Thư gửi hàng loạt (bản tin, quảng cáo)"),
    ("spam", "Máy chủ thư đánh dấu là thư rác"),
    ("ours", "Thư do chính hộp thư này gửi"),
    ("empty", "Không có nội dung và không có tệp đọc được"),
    ("large", "Thư quá lớn"),
    ("broken", "Thư hỏng, không đọc được"),
    ("refused", "Chưa vào sổ được"),
]


class Migration(migrations.Migration):
    dependencies = [("petitions", "0001_petitions_events_duties")]
    operations = [
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=300, unique=True)),
                ("validity", models.BigIntegerField(null=True)),
                ("uid", models.BigIntegerField(default=0)),
                ("looked_at", models.DateTimeField(null=True)),
                ("failure", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="MailItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("validity", models.BigIntegerField()),
                ("uid", models.BigIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("message_id", models.CharField(blank=True, max_length=300)),
                ("sender", models.CharField(blank=True, max_length=300)),
                ("subject", models.CharField(blank=True, max_length=300)),
                ("size", models.PositiveIntegerField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("came_at", models.DateTimeField()),
                ("fate", models.CharField(choices=FATES, max_length=10)),
                ("reason", models.CharField(blank=True, choices=REASONS, max_length=20)),
                ("left_out", models.JSONField(default=list)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.CharField(blank=True, max_length=40)),
                ("settled_why", models.CharField(blank=True, max_length=500)),
                (
                    "authority",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                    ),
                ),
                (
                    "mailbox",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="petitions.mailbox",
                    ),
                ),
                (
                    "petition",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="petitions.petition",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["digest"], name="mail_item_digest"),
                    models.Index(
                        condition=models.Q(fate="aside", settled_at__isnull=True),
                        fields=["authority", "-came_at", "-id"],
                        name="mail_item_waiting",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("mailbox", "validity", "uid"), name="mail_item_taken_once"),
                    models.CheckConstraint(
                        condition=models.Q(settled_at__isnull=True, settled_by="")
                        | models.Q(settled_at__isnull=False) & ~models.Q(settled_by=""),
                        name="mail_item_settled_whole",
                    ),
                ],
            },
        ),
        migrations.RunPython(index, unindex),
    ]
