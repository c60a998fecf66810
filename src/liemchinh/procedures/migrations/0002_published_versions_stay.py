"""The database itself refuses to change or delete a published version and its parts; only its end may be set, once."""

from django.db import migrations

REFUSAL = "a published version of a procedure is immutable"
VERSION = "procedures_procedureversion"
PARTS = ("procedures_channel", "procedures_component", "procedures_step", "procedures_exemption")
MAY_END = "valid_until"


def columns(apps):
    """The columns of a version that never change again, by name."""
    version = apps.get_model("procedures", "ProcedureVersion")
    return [field.column for field in version._meta.concrete_fields if field.column != MAY_END]


def sqlite(apps):
    """Statements for SQLite."""
    same = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in columns(apps))
    yield f"""CREATE TRIGGER procedures_version_stays BEFORE DELETE ON {VERSION}
        WHEN OLD.published_at IS NOT NULL BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""
    yield f"""CREATE TRIGGER procedures_version_fixed BEFORE UPDATE ON {VERSION}
        WHEN OLD.published_at IS NOT NULL AND (OLD.{MAY_END} IS NOT NULL OR {same})
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""
    for part in PARTS:
        for verb, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
            ids = ", ".join(f"{row}.version_id" for row in rows)
            yield f"""CREATE TRIGGER {part}_{verb.lower()}_fixed BEFORE {verb} ON {part}
                WHEN EXISTS (SELECT 1 FROM {VERSION} WHERE id IN ({ids}) AND published_at IS NOT NULL)
                BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""


def postgresql(apps):
    """Statements for PostgreSQL."""
    old = ", ".join(f'OLD."{column}"' for column in columns(apps))
    new = ", ".join(f'NEW."{column}"' for column in columns(apps))
    yield f"""CREATE FUNCTION procedures_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.published_at IS NULL THEN
                IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                RETURN NEW;
            END IF;
            IF TG_OP = 'DELETE' OR OLD.{MAY_END} IS NOT NULL OR ({old}) IS DISTINCT FROM ({new})
            THEN RAISE EXCEPTION '{REFUSAL}'; END IF;
            RETURN NEW;
        END $$"""
    yield f"""CREATE TRIGGER procedures_version_fixed BEFORE UPDATE OR DELETE ON {VERSION}
        FOR EACH ROW EXECUTE FUNCTION procedures_version_guard()"""
    yield f"""CREATE FUNCTION procedures_part_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'INSERT' AND EXISTS
               (SELECT 1 FROM {VERSION} WHERE id = OLD.version_id AND published_at IS NOT NULL)
            THEN RAISE EXCEPTION '{REFUSAL}'; END IF;
            IF TG_OP <> 'DELETE' AND EXISTS
               (SELECT 1 FROM {VERSION} WHERE id = NEW.version_id AND published_at IS NOT NULL)
            THEN RAISE EXCEPTION '{REFUSAL}'; END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END $$"""
    for part in PARTS:
        yield f"""CREATE TRIGGER {part}_fixed BEFORE INSERT OR UPDATE OR DELETE ON {part}
            FOR EACH ROW EXECUTE FUNCTION procedures_part_guard()"""


def guard(apps, schema_editor):
    """Install the triggers of this database."""
    statements = sqlite if schema_editor.connection.vendor == "sqlite" else postgresql
    for statement in statements(apps):
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    """Remove them again."""
    if schema_editor.connection.vendor == "sqlite":
        names = ["procedures_version_stays", "procedures_version_fixed"]
        names += [f"{part}_{verb}_fixed" for part in PARTS for verb in ("insert", "update", "delete")]
        for name in names:
            schema_editor.execute(f"DROP TRIGGER {name}")
        return
    schema_editor.execute(f"DROP TRIGGER procedures_version_fixed ON {VERSION}")
    for part in PARTS:
        schema_editor.execute(f"DROP TRIGGER {part}_fixed ON {part}")
    schema_editor.execute("DROP FUNCTION procedures_version_guard()")
    schema_editor.execute("DROP FUNCTION procedures_part_guard()")


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_catalogue")]
    operations = [migrations.RunPython(guard, unguard)]
