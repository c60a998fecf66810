"""The outbox, and the tokens of a provider."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ProviderToken',
            fields=[
                ('provider', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('access', models.TextField()),
                ('refresh', models.TextField()),
                ('expires_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('claimed_until', models.DateTimeField(null=True)),
                ('broken', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=60)),
                ('unit', models.CharField(max_length=60)),
                ('template', models.CharField(max_length=30)),
                ('channel', models.CharField(choices=[('email', 'Thư điện tử'), ('zalo', 'Zalo'), ('sms', 'Tin nhắn điện thoại')], max_length=8)),
                ('once', models.CharField(max_length=120)),
                ('address', models.CharField(max_length=200)),
                ('masked', models.BooleanField(default=False)),
                ('facts', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('queued', 'Chờ gửi'), ('sending', 'Đang gửi'), ('sent', 'Đã gửi'), ('failed', 'Chưa gửi được, sẽ gửi lại'), ('dead', 'Không gửi được'), ('suppressed', 'Không gửi')], max_length=12)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('next_at', models.DateTimeField(null=True)),
                ('claim', models.UUIDField(null=True)),
                ('claimed_until', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('tracking', models.UUIDField(unique=True)),
                ('provider_id', models.CharField(blank=True, max_length=100)),
                ('error_code', models.CharField(blank=True, max_length=60)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at', 'id'], name='message_to_send'), models.Index(condition=models.Q(('claimed_until__isnull', False)), fields=['claimed_until'], name='message_under_way'), models.Index(fields=['subject', 'created_at'], name='message_about'), models.Index(fields=['unit', 'created_at'], name='message_of_unit'), models.Index(fields=['unit', 'state', 'created_at'], name='message_in_state'), models.Index(condition=models.Q(('masked', False)), fields=['created_at'], name='message_to_mask')],
                'constraints': [models.UniqueConstraint(fields=('once', 'channel'), name='message_once_a_channel'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['queued', 'failed']), ('next_at__isnull', False)), models.Q(models.Q(('state__in', ['queued', 'failed']), _negated=True), ('next_at__isnull', True)), _connector='OR'), name='message_waiting_has_turn'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sending'), ('claim__isnull', False), ('claimed_until__isnull', False)), models.Q(models.Q(('state', 'sending'), _negated=True), ('claim__isnull', True), ('claimed_until__isnull', True)), _connector='OR'), name='message_sending_is_claimed'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), ('sent_at__isnull', False)), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='message_sent_has_time')],
            },
        ),
    ]
