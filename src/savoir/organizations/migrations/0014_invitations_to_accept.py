"""Nobody works for an organization before he agreed: who is awaited, and by whom, stands with the invitation."""

from typing import Any

from django.db import migrations, models

from savoir.kernel.migration_operations import for_each_organization


def await_who_has_no_password(apps: Any, schema_editor: Any) -> None:
    """Who never chose a password is awaited; his link opens the one house that awaits him."""
    member = apps.get_model("organizations", "Member")
    membership = apps.get_model("organizations", "Membership")
    link = apps.get_model("organizations", "UserLink")

    def change(org_id: int) -> int:
        rows = list(member.objects.filter(user__password__startswith="!").select_related("user").order_by("id"))
        for row in rows:
            row.awaited_as = row.user.email
            row.save(update_fields=["awaited_as"])
            open_links = link.objects.filter(user_id=row.user_id, purpose="invitation", used_at=None)
            if row.active and membership.objects.filter(user_id=row.user_id).count() == 1:
                open_links.update(org_id=org_id)
        users = [row.user_id for row in rows]
        membership.objects.filter(org_id=org_id, user_id__in=users).update(active=False)
        return member.objects.count()  # looked at: in most houses nobody is awaited

    for_each_organization(change, table="organizations_member", state_apps=apps)
    link.objects.filter(purpose="invitation", used_at=None, org_id=None).delete()


class Migration(migrations.Migration):
    dependencies = [("organizations", "0013_settings_marked")]
    operations = [
        migrations.AddField(
            "member", "awaited_as", models.EmailField(blank=True, db_default="", default="", max_length=254)
        ),
        migrations.AddField("userlink", "org", models.ForeignKey(
            null=True, on_delete=models.PROTECT, related_name="+", to="organizations.organization")),
        migrations.RunPython(await_who_has_no_password, migrations.RunPython.noop),
        migrations.AddConstraint("member", models.UniqueConstraint(
            condition=models.Q(("awaited_as", ""), _negated=True), fields=("org", "awaited_as"),
            name="member_awaited_once")),
    ]
