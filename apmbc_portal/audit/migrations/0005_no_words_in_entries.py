from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0004_seal_over_hashes'),
    ]

    operations = [
        migrations.RemoveField(model_name='ledgerentry', name='subject'),
        migrations.RemoveField(model_name='ledgerentry', name='text'),
        migrations.RemoveField(model_name='ledgerentry', name='evidence'),
    ]
