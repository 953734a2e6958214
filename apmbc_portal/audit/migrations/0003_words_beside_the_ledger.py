"""Words of an entry get rows of their own. In three migrations: PostgreSQL alters no table in whose rows a transaction has just written."""

import django.db.models.deletion
from django.db import migrations, models

import apmbc_portal.audit.models.words


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_end_told_in_a_letter'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='taken_out_at',
            field=models.DateTimeField(null=True, verbose_name='words taken out'),
        ),
        migrations.AddField(
            model_name='ledgerentry',
            name='hashes',
            field=models.JSONField(default=dict, verbose_name='hashes of its words'),
        ),
        migrations.CreateModel(
            name='LedgerWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('subject', 'subject'), ('text', 'text decided upon'), ('to', 'receiver'), ('evidence', 'evidence'), ('note', 'note'), ('signed_by', 'signature'), ('names_shown', 'names that were shown')], max_length=20, verbose_name='part')),
                ('words', models.TextField(verbose_name='words')),
                ('salt', models.CharField(default=apmbc_portal.audit.models.words.new_salt, max_length=64)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='audit.ledgerentry', verbose_name='ledger entry')),
                ('removal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='removed', to='audit.ledgerentry', verbose_name='taken out by')),
            ],
            options={
                'verbose_name': 'words of a ledger entry',
                'verbose_name_plural': 'words of ledger entries',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('entry', 'part'), name='ledger_words_once')],
            },
        ),
    ]
